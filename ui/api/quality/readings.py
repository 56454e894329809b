"""The page on the readings' quality: counts alone, nobody's words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from sentiment.learned.versions import Change, cards, changes, standing
from ticketing.reading.correct import Aspect
from ticketing.reading.figures import LEAST
from ticketing.reading.quality import (
    Group,
    Week,
    calibration,
    groups,
    models,
    usable,
    weeks,
)
from ui import shapes
from ui.desk import answer, clock, desk_of


async def quality(request: web.Request) -> web.Response:
    """Drift, calibration, fairness and versions of the last half year."""
    desk, now = desk_of(request), clock()
    versions, stands = await asyncio.to_thread(_learned, desk.models)
    async with desk.transaction() as db:
        judged = await calibration(db, desk.org, now=now)
        kept, learnable = await usable(db, desk.org, now=now)
        found = shapes.Quality(
            kept=kept,
            usable=learnable,
            weeks=[_week(w) for w in await weeks(db, desk.org, desk.zone, now=now)],
            calibration=[
                shapes.CalibrationShape(aspect=aspect.value, **asdict(one))
                for aspect, one in judged.items()
            ],
            groups=[_group(group) for group in await groups(db, desk.org, now=now)],
            versions=versions,
            models=[
                shapes.ModelShape(**asdict(one))
                for one in await models(db, desk.org, now=now)
            ],
            in_use=stands.weights.version,
            trouble=stands.trouble,
            least=LEAST,
        )
    return answer(found)


def _learned(folder: Path) -> tuple[list[shapes.VersionShape], Any]:
    """What lies in the folder; a card that is not of ours is left out."""
    told = changes(folder)
    found = []
    for card in cards(folder):
        try:
            found.append(_version(card, told))
        except (ValueError, KeyError, TypeError):
            continue
    back = [change.at for change in told if change.version == ""]
    plain = shapes.VersionShape(
        version="", parent="", made_at=None, bytes=0, heads=[], live=back
    )
    return [*found, plain], standing(folder, anew=True)


def _version(card: Mapping[str, Any], told: list[Change]) -> shapes.VersionShape:
    return shapes.VersionShape(
        version=card["version"],
        parent=card["parent"],
        made_at=card["made_at"],
        bytes=sum(card["bytes"].values()),
        heads=[_head(head) for head in card["heads"]],
        live=[change.at for change in told if change.version == card["version"]],
    )


def _head(head: Mapping[str, Any]) -> shapes.HeadShape:
    figures = head["figures"] or {}
    return shapes.HeadShape.model_validate(
        {
            **{key: head[key] for key in ("head", "why", "past", "latest")},
            "learned_from": head["learned_from"],
            **{key: figures.get(key) for key in ("judged", "before", "after", "luck")},
        }
    )


def _week(week: Week) -> shapes.WeekShape:
    corrected = {aspect.value: n for aspect, n in week.corrected.items()}
    return shapes.WeekShape.model_validate({**asdict(week), "corrected": corrected})


def _group(group: Group) -> shapes.GroupShape:
    return shapes.GroupShape.model_validate(
        {
            "by": group.by,
            "name": group.name,
            "readings": group.readings,
            "any": asdict(group.any),
            **{aspect.value: asdict(group.wrong[aspect]) for aspect in Aspect},
            "too_low": asdict(group.too_low),
        }
    )
