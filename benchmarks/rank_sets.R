# The same step-down procedure as rank_sets.py in base R, without csranks:
#   Rscript rank_sets.R FOLDER DRAWS
# Simultaneous 95 % rank sets from all ordered pairs (k, j), "k is not better than j": c is the
# 95 % point over draws of the largest (Z_k - Z_j) / sd among pairs not yet rejected; pairs with
# x_k - x_j > c * sd are rejected; again until no more are. Written from the papers of Mogstad,
# Romano, Shaikh and Wilhelm (2024) and Romano and Wolf (2005). Prints the best seconds of 5,
# then the lowest and the highest rank of every unit.
arguments <- commandArgs(trailingOnly = TRUE)
x <- scan(file.path(arguments[1], "x.txt"), quiet = TRUE)
sigma <- as.matrix(read.table(file.path(arguments[1], "sigma.txt")))
draws <- as.integer(arguments[2])
count <- length(x)
pairs <- expand.grid(k = seq_len(count), j = seq_len(count))
pairs <- pairs[pairs$k != pairs$j, ]

run <- function() {
  errors <- matrix(rnorm(draws * count), draws) %*% chol(sigma)
  variance <- diag(sigma)
  sd <- sqrt(variance[pairs$k] + variance[pairs$j] - 2 * sigma[cbind(pairs$k, pairs$j)])
  apart <- sweep(errors[, pairs$k] - errors[, pairs$j], 2, sd, "/")
  lead <- (x[pairs$k] - x[pairs$j]) / sd
  kept <- rep(TRUE, nrow(pairs))
  repeat {
    left <- apart[, kept, drop = FALSE]
    largest <- left[cbind(seq_len(draws), max.col(left, "first"))]
    critical <- sort(largest)[min(ceiling(0.95 * (draws + 1)), draws)]
    still <- kept & lead <= critical
    if (all(still == kept)) break
    kept <- still
  }
  better <- tabulate(pairs$j[!kept], count)
  worse <- tabulate(pairs$k[!kept], count)
  list(low = 1 + better, high = count - worse)
}

set.seed(1)
seconds <- replicate(5, system.time(sets <<- run())[["elapsed"]])
cat(min(seconds), "\n")
cat(sets$low, "\n")
cat(sets$high, "\n")
