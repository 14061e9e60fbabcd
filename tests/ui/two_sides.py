"""A hand-made map of an article that sets two capitals' accounts side by side: they never answer each other."""

from __future__ import annotations

from tests.ui.maps import Json, MapMaker


def tunnel_map(id_: str = "tunnel") -> Json:
    """Six questions: rival and compatible answers, one on which both agree, one silent side, one part of another."""
    maker = MapMaker(
        "Two capitals, one hole in the sea",
        [
            ("furniture", "ANALYSIS · 18 October 2026"),
            (
                "body",
                "In Helsinki the tunnel is a way to the continent. Finnish officials argue that freight comes first: "
                "a tunnel that carries timber to the Baltic railway would pay for itself in forty years. They would "
                "point to the winter of 2024, when three cables were damaged, as proof that what lies on the seabed "
                "has to be doubled.",
            ),
            (
                "body",
                "Tallinn tells the story from the other end. For the Estonian government the tunnel is about people. A "
                "journey of half an hour would make the two capitals one city, officials believe. Freight, in their "
                "view, is Finland's problem, since Estonia would only carry the noise.",
            ),
            (
                "body",
                "The two also differ on the money. Helsinki holds that the European Union should bear half of the "
                "cost, because the tunnel completes a European line. Tallinn doubts that Brussels will give more than "
                "a fifth; Finland, it argues, gains most and should pay most. A Finnish negotiator replies that the "
                "gain would be equal if Estonia let the freight through at night.",
            ),
            (
                "body",
                "And they differ on danger. Finland's defence forces regard the tunnel as an asset. Asked in September "
                "whether it makes Estonia safer, the prime minister said that it makes Estonia nearer. Both ministries "
                "believe that the ferries would survive.",
            ),
            (
                "body",
                "Each year in which the two governments pay for studies of both tunnels is a year in which they choose "
                "neither. They should decide what the tunnel is for before they ask what it costs.",
            ),
        ],
    )
    maker.holder("fi", "Helsinki", "state", "Helsinki", "Finnish officials")
    maker.holder("ee", "Tallinn", "state", "Tallinn", "the Estonian government")
    maker.holder("neg", "A Finnish negotiator", "person", "A Finnish negotiator", parent="fi")
    maker.holder("army", "Finland's defence forces", "institution", "Finland's defence forces", parent="fi")
    finns, estonians = ("Finnish officials", "argue"), ("officials", "believe")
    maker.unit("u0", 1, "freight comes first", "fi", finns)
    maker.unit(
        "u1", 1, "a tunnel that carries timber to the Baltic railway would pay for itself in forty years", "fi", finns
    )
    maker.unit("u2", 1, "what lies on the seabed has to be doubled", "fi", ("They", "would point"))
    maker.unit("u3", 1, "three cables were damaged", "fi", ("They", "would point"))
    maker.unit("u4", 2, "the tunnel is about people", "ee", ("the Estonian government", "For"))
    maker.unit("u5", 2, "A journey of half an hour would make the two capitals one city", "ee", estonians)
    maker.unit("u6", 2, "Freight, in their view, is Finland's problem", "ee", estonians)
    maker.unit("u7", 2, "Estonia would only carry the noise", "ee", estonians)
    maker.unit(
        "u8", 3, "the European Union should bear half of the cost", "fi", ("Helsinki", "holds"), attitude="wants"
    )
    maker.unit("u9", 3, "the tunnel completes a European line", "fi", ("Helsinki", "holds"))
    maker.unit("u10", 3, "Brussels will give more than a fifth", "ee", ("Tallinn", "doubts"), attitude="doubts")
    maker.unit("u11", 3, "should pay most", "ee", ("it", "argues"), attitude="wants")
    maker.unit(
        "u12",
        3,
        "the gain would be equal if Estonia let the freight through at night",
        "neg",
        ("A Finnish negotiator", "replies"),
    )
    maker.unit("u13", 4, "the tunnel as an asset", "army", ("Finland's defence forces", "regard"))
    maker.unit("u14", 4, "the ferries would survive", "fi", ("Both ministries", "believe"))
    maker.unit(
        "u15",
        5,
        "Each year in which the two governments pay for studies of both tunnels is a year in which they choose neither",
    )
    maker.unit("u16", 5, "They should decide what the tunnel is for before they ask what it costs")
    maker.unit("u17", 3, "gains most", "ee", ("it", "argues"))
    maker.link("r0", "support", ["u1"], "u0")
    maker.link("r1", "support", ["u3"], "u2")
    maker.link("r2", "support", ["u5"], "u4")
    maker.link("r3", "support", ["u7"], "u6", sure=0.3)
    maker.link("r4", "support", ["u9"], "u8")
    maker.link("r5", "support", ["u17"], "u11")
    maker.link("r6", "rebut", ["u12"], "u17")
    maker.link("r7", "support", ["u15"], "u16")
    maker.conclusion = "u16"
    maker.issue("i0", "What is the tunnel for?", {"fi": ["u0"], "ee": ["u4", "u6"]}, ("fi", "ee", "rival"))
    maker.issue(
        "i1",
        "Who should pay for it?",
        {"fi": ["u8"], "ee": ["u11"]},
        ("fi", "ee", "rival"),
        raised=(3, "differ on the money"),
    )
    maker.issue("i2", "Who gains most from it?", {"fi": ["u12"], "ee": ["u17"]}, ("fi", "ee", "rival"), parent="i1")
    maker.issue("i3", "Is it a danger?", {"fi": ["u13"], "ee": "silent"}, raised=(4, "differ on danger"))
    maker.issue(
        "i4", "What comes first, purpose or price?", {"author": ["u16"], "fi": ["u2"]}, ("author", "fi", "compatible")
    )
    return maker.build(id_)
