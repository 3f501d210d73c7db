"""Strategies for the texts that the standards define."""

from hypothesis import strategies as st

NUMBERS = st.one_of(st.integers(0, 3), st.integers(0, 10**6)).map(str)
SEPARATORS = st.sampled_from(["", ".", "-", "_"])


@st.composite
def versions(draw: st.DrawFn, *, local: bool = True, plain: bool = False) -> str:
    """Draw a version in any spelling that PEP 440 admits; `plain` keeps to normal spellings."""
    text = "" if plain else draw(st.sampled_from(["", "", "v", " "]))
    text += draw(st.sampled_from(["", "", "", "0!", "1!"]))
    text += ".".join(draw(st.lists(NUMBERS, min_size=1, max_size=4)))
    spelled = st.just("") if plain else SEPARATORS
    if draw(st.booleans()):
        words = ["a", "b", "rc"] if plain else ["a", "b", "rc", "c", "alpha", "Beta", "pre", "preview", "RC"]
        text += draw(spelled) + draw(st.sampled_from(words)) + draw(spelled) + draw(NUMBERS)
    if draw(st.integers(0, 3)) == 0:
        word = "post" if plain else draw(st.sampled_from(["post", "rev", "r", "POST"]))
        text += (
            (("." if plain else draw(SEPARATORS)) + word + draw(spelled) + draw(NUMBERS))
            if draw(st.booleans()) or plain
            else ("-" + draw(NUMBERS))
        )
    if draw(st.integers(0, 3)) == 0:
        text += (
            ("." if plain else draw(SEPARATORS))
            + ("dev" if plain else draw(st.sampled_from(["dev", "DEV"])))
            + draw(NUMBERS)
        )
    if local and draw(st.integers(0, 3)) == 0:
        parts = draw(st.lists(st.from_regex(r"[a-z0-9]{1,3}", fullmatch=True), min_size=1, max_size=3))
        text += "+" + draw(st.sampled_from([".", "-", "_"])).join(parts)
    return text


@st.composite
def clauses(draw: st.DrawFn, *, arbitrary: bool = False) -> str:
    """Draw one clause; `arbitrary` admits `===`."""
    operator = draw(
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "~=", "==.*", "!=.*", *(["==="] if arbitrary else [])])
    )
    if operator.endswith(".*"):
        release = ".".join(draw(st.lists(st.integers(0, 3).map(str), min_size=1, max_size=3)))
        return f"{operator[:2]}{release}.*"
    if operator == "~=":
        release = ".".join(draw(st.lists(st.integers(0, 3).map(str), min_size=2, max_size=3)))
        return f"~={release}{draw(st.sampled_from(['', 'a1', '.post1', '.dev1', 'rc1.post2.dev3']))}"
    return f"{operator}{draw(small_versions(local=operator in ('==', '!=', '===')))}"


@st.composite
def small_versions(draw: st.DrawFn, *, local: bool = True) -> str:
    """Draw from few versions, so that two draws are often close."""
    release = ".".join(draw(st.lists(st.integers(0, 2).map(str), min_size=1, max_size=3)))
    suffix = draw(st.sampled_from(["", "", "a1", "a2", "b1", "rc1", "rc2"]))
    suffix += draw(st.sampled_from(["", "", ".post0", ".post1", ".post2"]))
    suffix += draw(st.sampled_from(["", "", ".dev0", ".dev1", ".dev2"]))
    tail = draw(st.sampled_from(["", "", "+a", "+1", "+1.a"])) if local else ""
    return draw(st.sampled_from(["", "", "", "1!"])) + release + suffix + tail


specifier_sets = st.lists(clauses(), max_size=4).map(",".join)
names = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?", fullmatch=True)
