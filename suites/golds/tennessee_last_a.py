"""Tennessee, asked last, of the first author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, instant, number, significant, yes
from plant import Plant, slope
from readings import day, weighed

suite = Suite("tennessee", "la", significant(8), first=41)
ask, converse = suite.ask, suite.converse
T = Plant("tennessee")


def lasting(tag, condition, start, end):
    return number(T.lasting(tag, condition, start, end), "s")


def stat(tag, how, start, end):
    return number(T.stat(tag, how, start, end), T.tags[tag]["unit"])


pr = T("reactor.pressure")
ask(
    "when",
    "en",
    "First time reactor pressure went over its high limit? Just the timestamp, thank you.",
    instant(pr[pr > 2895].index[0], T.zone),
)
ask(
    "condition",
    "en",
    "Jan 25: how long was XMEAS(7) above 2895?",
    lasting("reactor.pressure", lambda s: s > 2895, *day("2024-01-25")),
)
ask("when", "zh", "夜班请教：1月18号反应器压力几点第一次顶到3000kPa？", instant(pr[pr >= 3000].index[0], T.zone))
ask(
    "relation",
    "en",
    "compressor work against reactor pressure on 25 january, Pearson r",
    weighed(T.correlation("compressor.work", "reactor.pressure", *day("2024-01-25")), "1"),
)
ask("abstain", "en", "any open work orders on the recycle compressor??", ABSTAINED)
ask(
    "compare",
    "zh",
    "放空流量15号比13号平均高了多少",
    weighed(T("purge.rate", *day("2024-01-15")).mean() - T("purge.rate", *day("2024-01-13")).mean(), "{kscm}/h"),
)
ask(
    "condition",
    "zh",
    "1月18日A进料掉到0.05以下有多久？",
    lasting("feeds.a_feed", lambda s: s < 0.05, *day("2024-01-18")),
)
v = T("stripper.steam_valve")
ask("when", "en", "stripper steam valve - when was it first at 100% or more", instant(v[v >= 100].index[0], T.zone))
ask(
    "quality",
    "zh",
    "反应器温度1月19日是不是一整天一点没动？",
    yes(T("reactor.temperature", *day("2024-01-19")).nunique() == 1),
)
s = T("stripper.steam_flow")
stuck = s == 461.52
first, last = s[stuck].index[0], s[stuck].index[-1]
assert stuck[first:last].all()
ask(
    "quality",
    "en",
    "Steam flow to the stripper is stuck at exactly 461.52 kg/h sometime around the 18th/19th. For how long in total?",
    weighed(stuck.sum() * 180, "s", (last - first).total_seconds()),
)
m = s[(s.index < "2024-01-18") | (s.index >= "2024-01-20")].groupby(lambda i: f"{i:%Y-%m-%d}").mean().sort_values()
ask(
    "superlative",
    "en",
    "leaving out 18 and 19 Jan, which day had the highest average stripper steam flow",
    identifier(m.index[-1]),
)
a, b = (T("reactor.temperature", *day(x)).std() for x in ("2024-01-27", "2024-01-17"))
ask(
    "compare",
    "en",
    "By what factor is the standard deviation of reactor temperature on the 27th bigger than on the 17th?",
    weighed(a / b, "1"),
)
g, h = T("product.component_g", *day("2024-01-23")), T("product.component_h", *day("2024-01-23"))
ask("composite", "zh", "1月23日产品里G比H平均多几个mol%", weighed(g.mean() - h.mean(), "%{mol}"))
gap, _ = T.gap("reactor.level", "2024-01-08", "2024-01-28")
ask("quality", "en", "reactor level: biggest data gap in the whole of January and how long?", weighed(gap, "s"))
assert not len(T("reactor.level", "2024-01-09 12:00", "2024-01-09 18:00"))
ask("abstain", "en", "mean separator pressure between noon and 6pm on Jan 9", ABSTAINED)
ask(
    "aggregate",
    "zh",
    "15号一整天purge总共放掉多少kscm",
    number(T.stat("purge.rate", "total", *day("2024-01-15")), "{kscm}"),
)
ask(
    "latest",
    "en",
    "G/H ratio in the product, from the latest analyses",
    weighed(T("product.component_g").iloc[-1] / T("product.component_h").iloc[-1], "1"),
)
ask(
    "relation",
    "zh",
    "24、25号两天 冷凝器冷却水阀和分离器温度的相关性",
    weighed(T.correlation("condenser.cooling_water_valve", "separator.temperature", "2024-01-24", "2024-01-26"), "1"),
)
sd = {
    t: T(t, "2024-01-16", "2024-01-18").std()
    for t in ("feeds.a_feed_valve", "feeds.d_feed_valve", "feeds.e_feed_valve", "feeds.ac_feed_valve")
}
ask(
    "superlative",
    "en",
    "of the four feed valves, which one moved the most on 16-17 Jan? by std dev",
    T.named(max(sd, key=sd.get)),
)
s = T("separator.level", "2024-01-20")
ask("when", "en", "Lowest separator level since 20 january - at what time was that", instant(s.idxmin(), T.zone))
ask("clarify", "zh", "昨天底流平均多少啊", CLARIFY)
ask("clarify", "en", "component E, last analyser value", CLARIFY)
converse(
    "en",
    ("compressor work, average on 25 Jan", stat("compressor.work", "mean", *day("2024-01-25"))),
    ("max?", stat("compressor.work", "max", *day("2024-01-25"))),
    (
        "what was the reactor pressure at that moment",
        weighed(T.at("reactor.pressure", T("compressor.work", *day("2024-01-25")).idxmax()), "kPa"),
    ),
)
converse(
    "zh",
    ("昨天反应器冷却水阀平均开度", stat("reactor.cooling_water_valve", "mean", *day("2024-01-26"))),
    ("标准差呢？", stat("reactor.cooling_water_valve", "std", *day("2024-01-26"))),
    ("1月10号的标准差", stat("reactor.cooling_water_valve", "std", *day("2024-01-10"))),
)
converse(
    "en",
    ("E feed on the 22nd, mean in kg/h", stat("feeds.e_feed", "mean", *day("2024-01-22"))),
    ("same for D feed", stat("feeds.d_feed", "mean", *day("2024-01-22"))),
    ("and its valve?", stat("feeds.d_feed_valve", "mean", *day("2024-01-22"))),
)
ask(
    "aggregate",
    "en",
    "95th percentile of reactor cooling water outlet temp yesterday",
    stat("reactor.cooling_water_outlet_temperature", "p95", *day("2024-01-26")),
)
ask("aggregate", "zh", "上周反应器进料量的均值是多少？", stat("reactor.feed_rate", "mean", "2024-01-15", "2024-01-22"))
s = T("reactor.cooling_water_valve", "2024-01-16", "2024-01-18")
ask(
    "trend",
    "en",
    "XMV10 creeping up on 16-17 January? Give me the least squares slope in % per day.",
    weighed(
        slope(s),
        "%/d",
        slope(T.series["reactor.cooling_water_valve"][pd.Timestamp("2024-01-16") : pd.Timestamp("2024-01-18")]),
    ),
)
d = pd.DataFrame({"q": T("purge.rate", *day("2024-01-25")), "p": T("reactor.pressure", *day("2024-01-25"))}).dropna()
ask(
    "condition",
    "en",
    "jan 25, purge rate averaged only over samples with reactor pressure below 2650 kPa",
    weighed(d.q[d.p < 2650].mean(), "{kscm}/h"),
)
up = (pr > 2750) & ~(pr.shift() > 2750)
ask(
    "count",
    "en",
    "how many separate times did reactor pressure rise through 2750 kPa on the 24th?",
    count(up[(up.index >= "2024-01-24") & (up.index < "2024-01-25")].sum()),
)
ask(
    "composite",
    "en",
    "D plus E feed, total kg fed over 20 January",
    weighed(
        (
            T.stat("feeds.d_feed", "total", *day("2024-01-20"))[0]
            + T.stat("feeds.e_feed", "total", *day("2024-01-20"))[0]
        ),
        "kg",
    ),
)
ask("lookup", "zh", "反应器温度的停车限是多少度?", number(T.tags["reactor.temperature"]["high_high"], "Cel"))
ask(
    "composite",
    "zh",
    "反应器压力1月12日离高限2895最近差多少kPa？",
    weighed(2895 - T("reactor.pressure", *day("2024-01-12")).max(), "kPa"),
)
ask("abstain", "zh", "明天反应器压力会不会超高限？", ABSTAINED)
s = T("compressor.work", *day("2024-01-25"))
ask("superlative", "zh", "25号压缩机功率最低那一刻是几点几分", instant(s.idxmin(), T.zone))
