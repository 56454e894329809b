"""One consent as a record that others can read: JSON-LD in the terms of the W3C DPV.

ISO/IEC TS 27560:2023 lists what a consent record holds; docs/ledger/entries.md maps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .consent import RECIPIENT
from .customer import Consent, Purpose
from .notices import text_of

CONTEXT: Mapping[str, str] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Purpose, processing and personal data of each use, in the terms of DPV and its PD list.
USES: Mapping[Purpose, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Purpose.ANSWER_BY_MAIL: (
        "dpv:CommunicationForCustomerCare",
        ("dpv:Use", "dpv:Transmit"),
        ("pd:EmailAddress", "pd:Name"),
    ),
    Purpose.READ_PICTURES: (
        "dpv:CustomerCare",
        ("dpv:Analyse",),
        ("pd:Picture",),
    ),
    Purpose.RECORD_CALLS: (
        "dpv:CustomerCare",
        ("dpv:Record", "dpv:Store"),
        ("pd:VoiceCommunicationRecording",),
    ),
    Purpose.LISTEN_FOR_STRAIN: (
        "dpv:CustomerCare",
        ("dpv:Analyse",),
        ("pd:Voice",),
    ),
    Purpose.IMPROVE_SERVICE: (
        "dpv:ServiceOptimisation",
        ("dpv:Analyse",),
        ("pd:Communication",),
    ),
}
SCHEMA = "ISO/IEC TS 27560:2023"


def record(
    consent: Consent, *, subject: str, origin: str, controller: str, now: datetime
) -> dict[str, Any]:
    """Give one consent as JSON-LD. ``subject`` is the person's keyed hash, as sealed.

    ``origin`` names the log in which it is sealed, ``controller`` the desk. Holds no name
    and no address, so it can be shown like a proof.
    """
    purpose, processing, data = USES[consent.purpose]
    given: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@type": ["dpv:ConsentRecord", "dpv:ExplicitlyExpressedConsent"],
        "dct:identifier": f"urn:uuid:{consent.id}",
        "dct:conformsTo": SCHEMA,
        "dct:isPartOf": origin,
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dct:identifier": subject},
        "dpv:hasDataController": {"@type": "dpv:DataController", "dct:title": controller},
        "dpv:hasLegalBasis": {"@id": "dpv:Consent"},
        "dpv:hasPurpose": {"@type": purpose, "dct:identifier": consent.purpose.value},
        "dpv:hasProcessing": [{"@id": one} for one in processing],
        "dpv:hasPersonalData": [{"@id": one} for one in data],
        "dpv:hasRecipient": {"@type": "dpv:DataController", "dct:identifier": RECIPIENT},
        "dpv:hasConsentStatus": {"@id": _status(consent, now)},
        "dpv:hasIndicationTime": _time(consent.given_at),
        "dpv:hasIndicationMethod": consent.channel,
        "dpv:hasDuration": {
            "@type": "dpv:UntilTimeDuration",
            "dct:valid": _time(consent.valid_until),
        },
    }
    if consent.notice:
        given["dpv:hasNotice"] = _notice(consent)
    if consent.withdrawn_at:
        given["dpv:isIndicatedAtTime"] = _time(consent.withdrawn_at)
    if consent.replaced_by:
        given["dct:isReplacedBy"] = f"urn:uuid:{consent.replaced_by}"
    return given


def _status(consent: Consent, now: datetime) -> str:
    if consent.withdrawn_at is not None:
        objected = consent.given_at == consent.valid_until
        return "dpv:ConsentRefused" if objected else "dpv:ConsentWithdrawn"
    if consent.replaced_by is not None:
        return "dpv:ConsentInvalidated"
    return "dpv:ConsentGiven" if consent.valid_until > now else "dpv:ConsentExpired"


def _notice(consent: Consent) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "dpv:ConsentNotice",
        "dct:language": consent.language,
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": consent.notice,
        },
    }
    if words := text_of(consent.purpose, consent.notice):
        told["dct:description"] = words
    return told


def _time(at: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": at.isoformat()}
