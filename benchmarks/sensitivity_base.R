# The same operations as sensitivity.py in base R, without COINr:
#   Rscript sensitivity_base.R FOLDER REPLICATIONS
# Min-max, noise of 25 % on the weights of three levels, the index of all units and their ranks;
# then the 5-95 % ranges of ranks. Prints the seconds.
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(file.path(arguments[1], "data.csv"))
meta <- read.csv(file.path(arguments[1], "meta.csv"), na.strings = "")
replications <- as.integer(arguments[2])
values <- as.matrix(data[, -1])

one <- function(leaves) {
  scores <- leaves
  for (level in 1:3) {
    codes <- colnames(scores)
    parents <- meta$Parent[match(codes, meta$iCode)]
    weights <- 1 + runif(length(codes), -0.25, 0.25)
    totals <- rowsum(weights, parents, reorder = FALSE)
    scores <- t(rowsum(t(scores) * weights, parents, reorder = FALSE) / as.vector(totals))
  }
  rank(-scores[, 1], ties.method = "min")
}

run <- function() {
  low <- apply(values, 2, min)
  width <- apply(values, 2, max) - low
  leaves <- 1 + 99 * sweep(sweep(values, 2, low), 2, width, "/")
  ranks <- replicate(replications, one(leaves))
  apply(ranks, 1, quantile, c(0.05, 0.95))
}

set.seed(1)
cat(min(sapply(1:3, function(i) system.time(run())[["elapsed"]])), "\n")
