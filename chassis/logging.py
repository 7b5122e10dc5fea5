"""Structured logs: one JSON object a line on standard error, with what the running request or event bound."""

import logging
import sys

import structlog

REPEAT_SECONDS = 10
_REMEMBERED = 1000


class Repeats(logging.Filter):
    """Lets a line that a library repeats through once in ten seconds, with how often it was said meanwhile.

    While Kafka is away, each of its clients says so a hundred times a second: hours of that fill a disk.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = record.name, record.levelno, record.getMessage()
        since, repeated = self._said.get(key, (float("-inf"), 0))
        if record.created < since + REPEAT_SECONDS:
            self._said[key] = since, repeated + 1
            return False
        record.repeated = repeated
        if len(self._said) >= _REMEMBERED:
            # What is not said any more; a line with a number of its own would stay for ever.
            self._said.clear()
        self._said[key] = record.created, 0
        return True


def _add_repeated(
    logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if repeated := event["_record"].repeated:
        event["repeated"] = repeated
    return event


def configure(*, json: bool = True, level: str = "INFO") -> None:
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, *shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # What libraries say is a line of the same kind, with its time, however many lines its traceback has.
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Repeats())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                _add_repeated,
                *shared,
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
