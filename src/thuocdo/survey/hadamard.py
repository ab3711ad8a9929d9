"""Hadamard matrices: square, of +1 and −1, with rows orthogonal to one another.

Balanced replicates need one column for each stratum. Constructions: J. J. Sylvester (1867),
doubling H → [[H, H], [H, −H]]; R. E. A. C. Paley (1933), from the quadratic residues of a
prime q: order q + 1 where q ≡ 3 (mod 4), order 2(q + 1) where q ≡ 1 (mod 4).
"""

from functools import cache

import numpy as np


def hadamard(at_least: int) -> np.ndarray:
    """The smallest Hadamard matrix we can build of that order or more; first column all +1.

    Orders that need constructions beyond Sylvester's and Paley's over primes (52, 92, …) are
    passed over: the next larger one costs a few replicates more and is as good.
    """
    order = max(int(at_least), 1)
    while _recipe(order) is None:
        order += 1
    matrix = _built(order)
    return matrix * matrix[:, :1]


@cache
def _recipe(order: int) -> str | None:
    if order in (1, 2):
        return "sylvester"
    if order % 4:
        return None
    if _is_prime(order - 1):
        return "paley1"
    if _is_prime(order // 2 - 1) and order // 2 % 4 == 2:
        return "paley2"
    return "sylvester" if _recipe(order // 2) else None


def _built(order: int) -> np.ndarray:
    if order == 1:
        return np.ones((1, 1))
    recipe = _recipe(order)
    if recipe == "paley1":
        return _bordered(order - 1, -1.0) + np.eye(order)
    if recipe == "paley2":
        core = _bordered(order // 2 - 1, 1.0)
        unit = np.eye(order // 2)
        return np.kron(core, [[1.0, 1.0], [1.0, -1.0]]) + np.kron(unit, [[1.0, -1.0], [-1.0, -1.0]])
    return np.kron([[1.0, 1.0], [1.0, -1.0]], _built(order // 2))


def _bordered(q: int, below: float) -> np.ndarray:
    """Jacobsthal's matrix χ(i − j) of the prime q, with a border of ones."""
    character = np.full(q, -1.0)
    character[np.arange(1, q) ** 2 % q] = 1.0
    character[0] = 0.0
    places = np.arange(q)
    matrix = np.zeros((q + 1, q + 1))
    matrix[0, 1:] = 1.0
    matrix[1:, 0] = below
    matrix[1:, 1:] = character[(places[:, None] - places[None, :]) % q]
    return matrix


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % i for i in range(2, int(number**0.5) + 1))
