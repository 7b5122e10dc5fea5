"""Letters (公文): what was decided and talked through, as official documents, Word and PDF."""
