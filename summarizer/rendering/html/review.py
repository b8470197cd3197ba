"""What the page's script needs to know of the items, so that a person's judgement can leave the page as gold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from summarizer.phrases import spans_to_json
from summarizer.rendering.html.cards import Card, places_of, speaker_of
from summarizer.rendering.shapes import Table, actors_of, plain
from summarizer.types import Envelope, Json

__all__ = ["reviewed"]


def reviewed(envelope: Envelope, cards: Iterable[Card]) -> dict[str, Json]:
    """The article and the items that can be judged, by their anchors.

    An item is gold for attributions if it credits a speaker, and for risks if it stands in a field whose name begins
    with ``risk``: as `summarizer eval` counts the items of a brief.
    """
    article = envelope.article
    actors = [one for value in envelope.brief.values() for one in actors_of(value)]
    names = {str(one.get("id")): [str(one["name"]), *_strings(one.get("aliases"))] for one in actors}
    return {
        "article": {"id": article.id, "text": article.text, "title": article.title, "url": article.url},
        "run": {"model": envelope.run.model, "prompt": envelope.run.prompt, "schema": envelope.run.schema},
        "names": [list[Json](each) for each in names.values()],
        "risks": any(name.startswith("risk") for name in envelope.brief),
        "items": {card.key: _item(card, names) for card in cards if card.number and card.path},
    }


def _item(card: Card, names: Mapping[str, list[str]]) -> Json:
    item: Table = card.item if isinstance(card.item, Mapping) else {}
    speaker = speaker_of(item)
    attribution = item.get("attribution")
    said: Table = attribution if isinstance(attribution, dict) else {}
    key, name = speaker or ("", "")
    known = names.get(key, [])
    is_risk = card.path.startswith("risk")
    return {
        "path": card.path,
        "gold": "risk" if is_risk else "attribution" if speaker else None,
        "holder": name,
        "names": list[Json](dict.fromkeys([name, *known])) if name else [],
        "stance": plain(item, "stance") or None,
        "sentence": plain(item, "claim") or plain(item, "risk"),
        "source": spans_to_json(places_of(said.get("speaker"))),
        "cue": spans_to_json(places_of(said.get("cue"))),
        "content": spans_to_json(span for quote in card.quotes for span in quote.spans),
    }


def _strings(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
