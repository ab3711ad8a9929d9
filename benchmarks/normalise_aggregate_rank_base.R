# The same operations as normalise_aggregate_rank.py in base R, without COINr:
#   Rscript normalise_aggregate_rank_base.R FOLDER
# Min-max to 0-100, plain means up the tree, ranks of every node. Prints the mean seconds of 50 runs,
# then the ranks of the index.
folder <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv(file.path(folder, "data.csv"))
meta <- read.csv(file.path(folder, "meta.csv"), na.strings = "")
values <- as.matrix(data[, -1])

run <- function() {
  low <- apply(values, 2, min)
  width <- apply(values, 2, max) - low
  scores <- sweep(sweep(values, 2, low), 2, width / 100, "/")
  ranks <- list()
  for (level in 1:3) {
    parents <- meta$Parent[match(colnames(scores), meta$iCode)]
    sums <- rowsum(t(scores), parents, reorder = FALSE)
    scores <- t(sums / as.vector(table(parents)[rownames(sums)]))
    ranks[[level]] <- apply(-scores, 2, rank, ties.method = "min")
  }
  ranks
}

ranked <- run()
started <- proc.time()[["elapsed"]]
for (i in 1:50) run()
cat((proc.time()[["elapsed"]] - started) / 50, "\n")
cat(ranked[[3]][, "index"], "\n")
