# COINr's side of normalise_aggregate_rank.py: Rscript normalise_aggregate_rank.R FOLDER
folder <- commandArgs(trailingOnly = TRUE)[1]
suppressPackageStartupMessages(library(COINr))
data <- read.csv(file.path(folder, "data.csv"))
meta <- read.csv(file.path(folder, "meta.csv"), na.strings = "")
coin <- new_coin(data, meta, quietly = TRUE)

run <- function() {
  coin <- Normalise(coin, dset = "Raw", global_specs = list(
    f_n = "n_minmax", f_n_para = list(l_u = c(0, 100))))
  coin <- Aggregate(coin, dset = "Normalised", f_ag = "a_amean")
  scores <- get_dset(coin, "Aggregated")
  nodes <- meta$iCode[meta$Type == "Aggregate"]
  scores[nodes] <- lapply(scores[nodes], function(x) rank(-x, ties.method = "min"))
  scores
}

times <- sapply(1:10, function(i) system.time(ranked <<- suppressMessages(run()))[["elapsed"]])
writeLines(as.character(min(times)), file.path(folder, "seconds.txt"))
ranked <- ranked[order(ranked$uCode), ]
writeLines(as.character(ranked$index), file.path(folder, "ranks.txt"))
