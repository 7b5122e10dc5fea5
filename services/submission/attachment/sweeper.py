"""Files of submission which nothing names are taken away; of a draft also what was removed long ago."""

from chassis.sweep import Sweeper
from services.submission.attachment import store

SWEEPER = Sweeper(store.named, store.forget_removed)
