# COINr's side of sensitivity.py: Rscript sensitivity.R FOLDER REPLICATIONS
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
suppressPackageStartupMessages(library(COINr))
data <- read.csv(file.path(folder, "data.csv"))
meta <- read.csv(file.path(folder, "meta.csv"), na.strings = "")
coin <- new_coin(data, meta, quietly = TRUE)
coin <- Normalise(coin, dset = "Raw", global_specs = list(
  f_n = "n_minmax", f_n_para = list(l_u = c(1, 100))))
coin <- Aggregate(coin, dset = "Normalised", f_ag = "a_amean")

replications <- as.integer(arguments[2])
noise <- data.frame(Level = 1:3, NoiseFactor = 0.25)
sets <- get_noisy_weights(coin$Meta$Weights$Original, noise_specs = noise, Nrep = replications)
specs <- list(Weights = list(Address = "$Log$Aggregate$w", Distribution = sets, Type = "discrete"))
time <- system.time(suppressMessages(get_sensitivity(
  coin, SA_specs = specs, N = replications, SA_type = "UA", dset = "Aggregated",
  iCode = "index", quietly = TRUE, check_addresses = FALSE)))
writeLines(as.character(time[["elapsed"]]), file.path(folder, "seconds.txt"))
