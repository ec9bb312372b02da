"""The command line: a parser made from the operations table, progress, batches."""
