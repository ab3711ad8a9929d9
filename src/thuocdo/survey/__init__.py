"""Citizens' answers in, estimates with standard errors out."""
