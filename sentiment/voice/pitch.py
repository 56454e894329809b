"""How high a voice is: YIN (de Cheveigné and Kawahara, JASA 111.4, 2002)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST = 70.0, 500.0  # Hz

_TROUGH = 0.1  # a period whose difference is less is taken before any longer one


def pitch(windows: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Pitch in Hz, one value for each row of ``windows``, which are two periods or longer.

    A pitch is always named, also for noise and silence. Equals ``librosa.yin`` to the last
    bit, so that what was fitted on its values stays fitted; but needs no compiler, which
    would keep the first caller waiting for half a minute.
    """
    shortest, longest = int(rate // HIGHEST), int(np.ceil(rate / LOWEST))
    unlike = _unlike(windows, longest)
    lags = np.arange(1, longest + 1)
    usual = np.cumsum(unlike, axis=1) / lags
    depth = unlike[:, shortest - 1 :] / (usual[:, shortest - 1 :] + np.finfo(float).tiny)
    deep = _troughs(depth) & (depth < _TROUGH)
    best = np.where(deep.any(axis=1), deep.argmax(axis=1), depth.argmin(axis=1))
    found: NDArray[np.float64] = rate / (shortest + best + _between(depth, best))
    return found


def _unlike(windows: NDArray[np.float64], longest: int) -> NDArray[np.float64]:
    """How much each window differs from itself 1 to ``longest`` samples later."""
    from scipy.fft import irfft, next_fast_len, rfft

    size = next_fast_len(2 * windows.shape[1] - 1, real=True)
    spectrum = rfft(windows, n=size, axis=1)
    alike = irfft(spectrum.real**2 + spectrum.imag**2, n=size, axis=1)
    energy = np.cumsum(windows**2, axis=1)[:, :longest]
    energy[:, 0] = 0  # as librosa has it
    unlike: NDArray[np.float64] = 2 * (alike[:, :1] - alike[:, 1 : longest + 1]) - energy
    return unlike


def _troughs(depth: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a value is less than the one before and no more than the one after."""
    trough = np.empty(depth.shape, bool)
    trough[:, 0] = depth[:, 0] < depth[:, 1]
    trough[:, 1:-1] = (depth[:, 1:-1] < depth[:, :-2]) & (depth[:, 1:-1] <= depth[:, 2:])
    trough[:, -1] = depth[:, -1] < depth[:, -2]
    return trough


def _between(depth: NDArray[np.float64], at: NDArray[np.intp]) -> NDArray[np.float64]:
    """How far beside ``at`` the lowest point of a parabola through its neighbours lies.

    Less than one sample; 0 at the edges and where the parabola has no such point.
    """
    rows, inner = np.arange(len(depth)), np.clip(at, 1, depth.shape[1] - 2)
    before, here, after = (depth[rows, inner + step] for step in (-1, 0, 1))
    bend, slope = after + before - 2 * here, (after - before) / 2
    known = (inner == at) & (np.abs(slope) < np.abs(bend))
    return np.where(known, -slope / np.where(known, bend, 1), 0.0)
