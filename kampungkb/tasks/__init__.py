"""Read, compute, save: the sequences that pages and command line share."""
