# R survey's side of survey_speed.py:
#   Rscript survey_speed.R DATA.csv INDICATORS_FOR_MEANS INDICATORS_FOR_BOOTSTRAP REPLICATES
# Prints versions, then seconds an indicator of means with linearised SE, seconds of making
# bootstrap weights, and seconds an indicator of means with bootstrap SE: seconds of the processor,
# which a busy machine does not stretch. Reading is not timed.
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(survey))
data <- read.csv(arguments[1], colClasses = c(province = "character"))
counts <- as.integer(arguments[2:4])
names <- grep("^d", names(data), value = TRUE)
seconds <- function(task) sum(system.time(task)[c("user.self", "sys.self")])
means <- function(design, count) lapply(names[seq_len(count)], function(name) {
  svyby(reformulate(name), ~province, design, svymean, na.rm = TRUE)
})

design <- svydesign(ids = ~village, strata = ~stratum, weights = ~weight, data = data, nest = TRUE)
cat(as.character(packageVersion("survey")), paste0(R.version$major, ".", R.version$minor), "\n")
cat(seconds(means(design, counts[1])) / counts[1], "\n")
set.seed(1)
made <- seconds(replicated <- as.svrepdesign(design, type = "subbootstrap", replicates = counts[3]))
cat(made, "\n")
cat(seconds(means(replicated, counts[2])) / counts[2], "\n")
