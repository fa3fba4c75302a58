"""Tennessee, mixed, of the second author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, identifier, instant, number, significant, text
from mixed import DAY, differ, longest_run, now, stat, top
from plant import Plant

T = Plant("tennessee")
suite = Suite("tennessee", "tennessee-q", significant(7))
ask, converse = suite.ask, suite.converse


# --- aggregate
ask("aggregate", "zh", "1月22到24号的反应器压力，均值", stat(T, "reactor.pressure", "mean", "2024-01-22", "2024-01-25"))
ask("aggregate", "en", "strippr steam flow, mean, Jan 13", stat(T, "stripper.steam_flow", "mean", "2024-01-13"))
ask("aggregate", "zh", "昨天compressor work的标准差给我一个", stat(T, "compressor.work", "std", "2024-01-26"))
ask(
    "aggregate",
    "en",
    "How many cubic meters of product came off the stripper bottoms yesterday (stream 11)?",
    stat(T, "stripper.underflow", "total", "2024-01-26", unit="m3"),
)

# --- lookup
ask("lookup", "en", "what is XMV(9)?", text("steam valve"))
ask("lookup", "zh", "反应器压力的高高限（停车值）设的多少", number(T.tags["reactor.pressure"]["high_high"], "kPa"))
ask(
    "lookup",
    "zh",
    "产品（Product）下面一共挂了哪些测点？",
    T.listed([tag for tag, row in T.tags.items() if row["asset"] == "product"]),
)

# --- latest
ask("latest", "zh", "反应器液位现在多少？", number(now(T, "reactor.level"), "%"))
ask("latest", "en", "XMEAS(13) current value pls", number(now(T, "separator.pressure"), "kPa"))

# --- extreme
ask(
    "extreme",
    "en",
    "In the week of Jan 8-14, when did the purge rate peak?",
    instant(T("purge.rate", "2024-01-08", "2024-01-15").idxmax(), T.zone),
)
ask("extreme", "zh", "XMEAS7 25号最高冲到多少kPa？", stat(T, "reactor.pressure", "max", "2024-01-25"))

# --- duration
ask(
    "duration",
    "zh",
    "18号、19号两天反应器压力超过2895高限总共多长时间",
    number(T.lasting("reactor.pressure", lambda s: s > 2895, "2024-01-18", "2024-01-20"), "s"),
)
ask(
    "duration",
    "en",
    "how long was the purge valve more than 80% open on 1/15?",
    number(T.lasting("purge.valve", lambda s: s > 80, "2024-01-15", "2024-01-16"), "s"),
)

# --- rank
valves = [tag for tag, row in T.tags.items() if row["quantity"] == "valve position"]
spread = pd.Series({tag: T.stat(tag, "std", "2024-01-25", "2024-01-26")[0] for tag in valves})
ask("rank", "zh", "1月25号哪三个阀动得最厉害？按标准差从大到小排", T.listed(top(spread, 3), ordered=True))
feed = pd.Series({f"reactor.feed_{k}": T(f"reactor.feed_{k}", "2024-01-27", "2024-01-28").mean() for k in "abcdef"})
ask(
    "rank",
    "en",
    "Rank the reactor feed components by average mol% on Jan 27, just the top 3",
    T.listed(top(feed, 3), ordered=True),
)

# --- compare
ask(
    "compare",
    "en",
    "How many degrees hotter did the stripper run on average on the 12th vs the 14th?",
    differ(T, "stripper.temperature", ("2024-01-12", "2024-01-13"), ("2024-01-14", "2024-01-15"), "Cel"),
)
days = {f"2024-01-{d}": f"2024-01-{d + 1}" for d in (20, 22)}
vent = pd.Series({day: T.stat("purge.rate", "mean", day, end)[0] for day, end in days.items()})
ask("compare", "zh", "20号和22号比，哪一天平均放空流量大", identifier(vent.idxmax()))

# --- trend
ask(
    "trend",
    "zh",
    "18号早上6点到中午12点，分离器压力每小时涨多少kPa？拟合条直线取斜率",
    number(T.slope("separator.pressure", "2024-01-18 06:00", "2024-01-18 12:00", 3600), "kPa/h"),
)
ask(
    "trend",
    "en",
    "Least-squares slope of component F in the purge gas over Jan 14, per hour?",
    number(T.slope("purge.component_f", "2024-01-14", "2024-01-15", 3600), "%{mol}/h"),
)

# --- correlation
ask(
    "correlation",
    "zh",
    "reactor pressure和separator pressure在25号这天的相关系数",
    number(T.correlation("reactor.pressure", "separator.pressure", "2024-01-25", "2024-01-26"), "1"),
)

# --- quality
pressure = T("reactor.pressure")
ask(
    "quality",
    "zh",
    "18号反应器压力从几点几分开始卡死不动的？",
    instant(longest_run(pressure, lambda s: (s == s.shift()) | (s == s.shift(-1))).index[0], T.zone),
)
ask(
    "quality",
    "en",
    "biggest hole in the reactor temperature data this month, how long is it",
    number(T.gap("reactor.temperature", "2024-01-01", T.now + DAY)[0], "s"),
)

# --- unit
ask("unit", "en", "reactor temp rn in °F?", number(now(T, "reactor.temperature") * 1.8 + 32, "[degF]"))

# --- multistep
peak_time = T("reactor.pressure", "2024-01-25", "2024-01-26").idxmax()
ask(
    "multistep",
    "zh",
    "1月25号反应器压力到最高点的那个时刻，放空阀开度是多少？",
    number(T.at("purge.valve", peak_time), "%"),
)
warm = T("separator.temperature", "2024-01-22", "2024-01-28").resample("D").mean()
ask(
    "multistep",
    "en",
    "Which day Jan 22-27 had the lowest mean separator temp, and what was mean compressor work "
    "on that day? I need the kW number",
    stat(T, "compressor.work", "mean", warm.idxmin()),
)

# --- conversation
high, tol = T.stat("stripper.temperature", "max", "2024-01-26", "2024-01-27")
converse(
    "zh",
    ("昨天汽提塔温度平均多少来着", stat(T, "stripper.temperature", "mean", "2024-01-26")),
    ("最高呢？", number(high, "Cel")),
    ("这个最高值换成华氏度", number(high * 1.8 + 32, "[degF]")),
)
converse(
    "en",
    ("hey, average G in the product on Jan 25?", stat(T, "product.component_g", "mean", "2024-01-25")),
    ("and H?", stat(T, "product.component_h", "mean", "2024-01-25")),
    ("what was H on the 19th, avg again", stat(T, "product.component_h", "mean", "2024-01-19")),
)

# --- abstain
ask("abstain", "en", "what will the reactor level be tomorrow at 6 am?", ABSTAINED)
ask("abstain", "zh", "1月9号中午12点到下午2点反应器平均温度多少，交接班要用", ABSTAINED)

# --- clarify
ask("clarify", "zh", "冷却水阀现在开了多少？", CLARIFY)
