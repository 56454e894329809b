"""What fifty frames a second of a telephone voice show, before anything is judged."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]
Rows = NDArray[np.float32]

RATE = 8000  # samples a second once in the telephone band
HOP = 160  # 20 ms: a length that the voice activity detector accepts
WINDOW = 512  # 64 ms: four periods of a low voice
PITCH_LOW, PITCH_HIGH = 70.0, 500.0

# Columns of a row; PITCH is in semitones above 100 Hz and nan where nothing is voiced,
# SPEECH one of the values below it, HARMONY the share of the sound that repeats itself
# at that pitch, FLUX how much the colour changed since the frame before, and from
# CEPSTRUM on its shape: cosine terms 0 to 11 of the logarithm of 24 mel bands.
PITCH, LEVEL, CENTROID, BALANCE, SPEECH, HARMONY, FLUX, CEPSTRUM = range(8)
COLUMNS = CEPSTRUM + 12

NOTHING, SAID, CLIPPED, KEYS, MUSIC = 0, 1, -1, -2, -3

_KEYS = np.array([697, 770, 852, 941, 1209, 1336, 1477, 1633])
_ALONE = "veridesk-numba-"  # begins the name of a folder that one process keeps to itself
_RAIL = 32_000  # the largest value of G.711 is 32,124
_QUIET = -66.0  # dB below full scale: the noise of an open telephone line
_FAINTEST = 10 ** (_QUIET / 20)  # no sample above it: no frame can be

# A note stays what it is for a tenth of a second, a voice does not: this alike (cosine of
# two spectra), this share of the last two seconds' sound. Speech stays below 0.3.
_SUSTAINED, _MUSICAL, _APART, _LOUD = 0.9, 0.45, 5, -50.0


def telephone(pcm: Sound, rate: int) -> NDArray[np.float64]:
    """The sound at 8 kHz and 300 to 3,400 Hz, -1..1: what a telephone would pass."""
    from scipy.signal import resample_poly

    sound = pcm.astype(np.float64) / 32768
    if rate != RATE:
        sound = resample_poly(sound, RATE, rate)
    return _through(sound)


def _through(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.signal import sosfilt

    filtered: NDArray[np.float64] = sosfilt(_band(), sound)
    return filtered


@cache
def _band() -> NDArray[np.float64]:
    from scipy.signal import butter

    band: NDArray[np.float64] = butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    return band


def frames(pcm: Sound, rate: int, lead: int) -> Rows:
    """Rows for the whole seconds behind the first ``lead`` seconds of ``pcm``.

    The lead is only listened to, so that filter, pitch and voice activity are warm: the
    rows of a second depend on that second and the lead before it and on nothing else.
    The lead must be at least one second.
    """
    sound = telephone(pcm, rate)
    start = lead * RATE
    count = (len(sound) - start) // HOP
    if np.abs(sound[start - WINDOW :]).max() < _FAINTEST:  # a muted line costs nothing
        still = np.array([np.nan, -120] + [0] * (COLUMNS - 2), np.float32)
        return np.tile(still, (count, 1))
    first = start + HOP - WINDOW  # a window ends with its frame, never ahead of it
    reach = sound[first : first + WINDOW + (count - 1) * HOP]
    windows = np.lib.stride_tricks.sliding_window_view(reach, WINDOW)[::HOP]
    pitch = _yin()(np.ascontiguousarray(reach))[:count]
    spectrum = np.abs(np.fft.rfft(windows * _hann(WINDOW), axis=1)) ** 2
    level = 10 * np.log10(np.mean(windows[:, -2 * HOP :] ** 2, axis=1) + 1e-12)
    heard = np.where(_voice_activity(sound, start, count) & (level > _QUIET), SAID, NOTHING)
    heard[_keys_pressed(windows)] = KEYS
    heard[_clipped(pcm, rate, lead, count)] = CLIPPED
    if _is_music(sound[start + count * HOP - 2 * RATE :]):
        heard[heard == SAID] = MUSIC
    harmony = _harmony(windows, pitch)
    rows = np.empty((count, COLUMNS), np.float32)
    rows[:, PITCH] = np.where(
        (heard == SAID) & _voiced(harmony, pitch), 12 * np.log2(pitch / 100), np.nan
    )
    rows[:, LEVEL] = level
    rows[:, CENTROID], rows[:, BALANCE] = _colour(spectrum)
    rows[:, SPEECH] = heard
    rows[:, HARMONY] = harmony
    rows[:, FLUX], rows[:, CEPSTRUM:] = _shape(spectrum)
    return rows


@cache
def _yin() -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Pitch in Hz at every hop: librosa's yin, ready to run.

    Loading it for the first time of all compiles, and keeps what it compiled on the disk.
    Numba lets two processes that do so at once mix their files up, which crashes every
    process to come, so they take turns.
    """
    import fcntl

    import librosa

    with open(librosa.__file__, "rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yin = partial(
            _loaded(),
            fmin=PITCH_LOW,
            fmax=PITCH_HIGH,
            sr=RATE,
            frame_length=WINDOW,
            hop_length=HOP,
            center=False,
        )
        yin(np.sin(np.arange(4 * WINDOW) / 9.0))
    return yin


def _loaded() -> Callable[..., NDArray[np.float64]]:
    """librosa.yin, compiled for this process alone where nothing can be kept for others.

    Numba keeps what it compiles beside the package, else in the user's own cache, or in
    NUMBA_CACHE_DIR. It refuses to load where it can write to none of them.
    """
    import librosa
    import numba

    config: Any = numba.config
    try:
        yin = librosa.yin
    except RuntimeError:
        # A name that nobody can foresee: what lies there is executed.
        config.CACHE_DIR = tempfile.mkdtemp(prefix=_ALONE)
        atexit.register(shutil.rmtree, config.CACHE_DIR, ignore_errors=True)
        yin = librosa.yin
    tracker: Callable[..., NDArray[np.float64]] = yin
    return tracker


def compiled_for_all() -> bool:
    """Whether what this process compiled, or found, is there for the next one too."""
    import numba

    _yin()
    config: Any = numba.config
    return _ALONE not in config.CACHE_DIR


def _colour(spectrum: NDArray[np.float64]) -> tuple[Any, Any]:
    """Centroid in Hz, and dB above 1 kHz against those below."""
    hertz = _hertz()
    power, edge = spectrum + 1e-12, int(np.searchsorted(hertz, 1000))
    high, low = power[:, edge:].sum(axis=1), power[:, :edge].sum(axis=1)
    return power @ hertz / power.sum(axis=1), 10 * np.log10(high / low)


@cache
def _hertz() -> NDArray[np.float64]:
    return np.asarray(np.fft.rfftfreq(WINDOW, 1 / RATE), np.float64)


@cache
def _hann(size: int) -> NDArray[np.float64]:
    return np.hanning(size)


def _shape(spectrum: NDArray[np.float64]) -> tuple[Any, Any]:
    """How much the mel bands changed since the frame before, and their cepstrum."""
    from scipy.fft import dct

    bands = np.log(spectrum @ _mel() + 1e-10)
    moved = np.sqrt((np.diff(bands, axis=0, prepend=bands[:1]) ** 2).mean(axis=1))
    return moved, dct(bands, axis=1, norm="ortho")[:, : COLUMNS - CEPSTRUM]


@cache
def _mel() -> NDArray[np.float64]:
    import librosa

    bands = librosa.filters.mel(sr=RATE, n_fft=WINDOW, n_mels=24, fmin=250, fmax=3500)
    return np.asarray(bands, np.float64).T


def _harmony(
    windows: NDArray[np.float64], pitch: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much of a window repeats itself at its pitch, up to about 1."""
    power = np.abs(np.fft.rfft(windows - windows.mean(axis=1, keepdims=True), 2 * WINDOW))
    repeats = np.fft.irfft(power**2, axis=1)[:, :WINDOW]
    lag = np.clip(np.round(RATE / pitch).astype(int), 1, WINDOW - 1)
    overlap = 1 - lag / WINDOW
    alike = repeats[np.arange(len(lag)), lag]
    harmony: NDArray[np.float64] = alike / (repeats[:, 0] * overlap + 1e-12)
    return harmony


def _voiced(harmony: NDArray[np.float64], pitch: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the pitch is believed: yin always names one, even in noise.

    Believed where the window repeats itself at that period and the pitch moves less than
    three semitones from one of its neighbours.
    """
    jump = np.abs(np.diff(12 * np.log2(pitch)))
    near = np.concatenate(([np.inf], jump)) < 3
    near |= np.concatenate((jump, [np.inf])) < 3
    believed: NDArray[np.bool_] = (harmony > 0.5) & near
    return believed


def _is_music(sound: NDArray[np.float64]) -> bool:
    """Whether two seconds of sound are held notes rather than speech."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    power = np.mean(windows**2, axis=1)
    windows = windows[10 * np.log10(power + 1e-12) > _LOUD]
    if len(windows) < RATE // HOP // 2:
        return False
    colour = np.sqrt(np.abs(np.fft.rfft(windows * _hann(WINDOW), axis=1)))
    colour /= np.sqrt((colour**2).sum(axis=1, keepdims=True)) + 1e-12
    alike = (colour[:-_APART] * colour[_APART:]).sum(axis=1)
    return float((alike > _SUSTAINED).mean()) > _MUSICAL


def _voice_activity(
    sound: NDArray[np.float64], start: int, count: int
) -> NDArray[np.bool_]:
    """WebRTC's detector, on a sound raised to a usual level: it is deaf to quiet lines."""
    import webrtcvad

    vad = webrtcvad.Vad(2)
    gain = min(0.5 / (np.abs(sound).max() + 1e-9), 30.0)
    whole = (np.clip(sound * gain, -1, 1) * 32767).astype("<i2")
    for at in range(start % HOP, start, HOP):  # it adapts to the line before it judges
        vad.is_speech(whole[at : at + HOP].tobytes(), RATE)
    spans = (whole[start + i * HOP : start + (i + 1) * HOP] for i in range(count))
    return np.array([vad.is_speech(span.tobytes(), RATE) for span in spans], bool)


def _clipped(pcm: Sound, rate: int, lead: int, count: int) -> NDArray[np.bool_]:
    """Frames with a tenth or more at the rails: their colour is not the voice's."""
    size = HOP * rate // RATE
    raw = pcm[lead * rate :][: count * size].reshape(count, size).astype(np.int32)
    share: NDArray[np.float64] = (np.abs(raw) >= _RAIL).mean(axis=1)
    return share >= 0.1


def _keys_pressed(windows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Frames that are a DTMF pair (ITU-T Q.23): two tones carry nearly everything."""
    recent = windows[:, -2 * HOP :] * _hann(2 * HOP)
    parts = (recent @ _turns()) ** 2
    tones = parts[:, : len(_KEYS)] + parts[:, len(_KEYS) :]
    energy = (recent**2).sum(axis=1) * (_hann(2 * HOP).sum() / 2) + 1e-12
    pair = tones[:, :4].max(axis=1) + tones[:, 4:].max(axis=1)
    weaker = np.minimum(tones[:, :4].max(axis=1), tones[:, 4:].max(axis=1))
    pressed: NDArray[np.bool_] = (pair / energy > 0.6) & (weaker > 0.05 * pair)
    return pressed


@cache
def _turns() -> NDArray[np.float64]:
    """The cosines of the keys' tones over two frames, and then the sines."""
    angle = 2 * np.pi * np.outer(np.arange(2 * HOP), _KEYS) / RATE
    return np.hstack([np.cos(angle), np.sin(angle)])
