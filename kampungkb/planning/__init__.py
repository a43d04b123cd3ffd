"""Which villages are formed in which quarter: problems in, proven plans out; no store, no clock."""
