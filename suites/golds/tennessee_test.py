"""Tennessee Eastman process: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    identifier,
    identifiers,
    instant,
    number,
    numbers,
    significant,
    text,
    yes,
)
from plant import Plant, folder
from readings import (
    day,
    day_labels,
    window,
)

suite = Suite("tennessee", "ft", significant(8))
ask, converse = suite.ask, suite.converse
PLACE = folder("tennessee")
ZONE = "America/New_York"
plant = Plant("tennessee")


def at(frame, column, time):
    value = frame[column][pd.Timestamp(time)]
    assert value == value, (column, time)
    return value


def w(frame, column, start=None, end=None):
    return window(frame[column], start, end)


process = pd.read_csv(PLACE / "history/tep.csv.gz", parse_dates=["timestamp"]).set_index("timestamp")
process = process.rename(columns=plant.config["history"][0]["columns"])


def signal(c, a=None, b=None):
    return w(process, c, a, b)


def signal_on(c, d):
    return signal(c, *day(d))


def tag(i):
    return identifier(i, plant.names(i))


def tags(ii, o=True):
    return identifiers(ii, {i: plant.names(i) for i in ii}, o)


def slope(s, us):
    return np.polyfit((s.index - s.index[0]).total_seconds() / us, s.values, 1)[0]


# --- lookup
ask(
    "lookup",
    "en",
    "XMEAS(7) at 13:30 on January 18th?",
    number(at(process, "reactor.pressure", "2024-01-18 13:30"), "kPa"),
)
ask("lookup", "zh", "师傅,1月14号中午12点放空阀开了多少?", number(at(process, "purge.valve", "2024-01-14 12:00"), "%"))
ask(
    "lookup",
    "en",
    "Where is the high limit on the reactor pressure set, the first one, not the shut-down?",
    number(2895, "kPa"),
)
ask("lookup", "zh", "汽提塔液位的低限设在百分之几?", number(30, "%"))
ask("lookup", "en", "I keep mixing them up: which valve is XMV(10)?", tag("reactor.cooling_water_valve"))
ask(
    "lookup",
    "en",
    "E feed flow on Friday, Jan 26, six in the morning",
    number(at(process, "feeds.e_feed", "2024-01-26 06:00"), "kg/h"),
)

# --- latest
ask("latest", "en", "stripper temp now?", number(signal("stripper.temperature").iloc[-1], "Cel"))
ask("latest", "zh", "循环压缩机现在的功率是多少?", number(signal("compressor.work").iloc[-1], "kW"))
ask(
    "latest",
    "en",
    "What did the product analyser say last for component G?",
    number(signal("product.component_g").iloc[-1], "%{mol}"),
)

# --- aggregate
ask(
    "aggregate",
    "en",
    "separater temp avg jan 14",
    number(signal_on("separator.temperature", "2024-01-14").mean(), "Cel"),
)
ask(
    "aggregate",
    "en",
    "The loop looked nervous yesterday. Standard deviation of the reactor temperature for the whole day?",
    number(signal_on("reactor.temperature", "2024-01-26").std(), "Cel", 0.01, delta=True),
)
ask(
    "aggregate",
    "en",
    "How much gas went out through the purge in total on the 14th and 15th of January, in kscm?",
    number(signal("purge.rate", "2024-01-14", "2024-01-16").sum() * 0.05, "{kscm}", 0.01),
)
ask("aggregate", "en", "Mean reactor level last Sunday", number(signal_on("reactor.level", "2024-01-21").mean(), "%"))
ask(
    "aggregate",
    "en",
    "90th percentile of the stripper steam valve over January 12 and 13, please",
    number(signal("stripper.steam_valve", "2024-01-12", "2024-01-14").quantile(0.9), "%", 0.01),
)
ask(
    "aggregate",
    "zh",
    "1月20号一天出了多少方产品?就是汽提塔底流那一股。",
    number(signal_on("stripper.underflow", "2024-01-20").sum() * 0.05, "m3", 0.01),
)
ask(
    "aggregate",
    "zh",
    "1月22日8点到12点E进料量平均值",
    number(signal("feeds.e_feed", "2024-01-22 08:00", "2024-01-22 12:00").mean(), "kg/h"),
)
ask(
    "aggregate",
    "zh",
    "帮我查一下1月11日汽提塔蒸汽流量的中位数。",
    number(signal_on("stripper.steam_flow", "2024-01-11").median(), "kg/h"),
)

# --- extreme
ask(
    "extreme",
    "en",
    "When did the reactor level peak in the whole record?",
    instant(signal("reactor.level").idxmax(), ZONE, 180),
)
ask(
    "extreme",
    "en",
    "lowest striper level thursday jan 25",
    number(signal_on("stripper.level", "2024-01-25").min(), "%"),
)
ask("extreme", "zh", "1月25日压缩机功率最大到过多少kW?", number(signal_on("compressor.work", "2024-01-25").max(), "kW"))
ask(
    "extreme",
    "zh",
    "1月21日放空流量最低点出现在几点几分?",
    instant(signal_on("purge.rate", "2024-01-21").idxmin(), ZONE, 180),
)

# --- rank
m = process.loc["2024-01-27"][[f"purge.component_{c}" for c in "abcdefgh"]].mean().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Purge gas on January 27: the three components with the highest mean share, biggest first.",
    tags(list(m.index[:3])),
    note="ids of the tags; component letters are equal to them",
)
for i in m.index[:3]:
    c = i[-1].upper()
    suite.cases[-1]["expect"]["accept"][i] += [c, f"component {c}", f"Component {c}", f"组分{c}", f"{c}组分"]
s = signal("stripper.steam_flow", "2024-01-20", "2024-01-28")
s = (s.groupby(s.index.date).sum() * 0.05).sort_values(ascending=False)
ask(
    "rank",
    "zh",
    "1月20日到27日,汽提塔用蒸汽最多的两天是哪两天?多的在前。",
    identifiers([str(d) for d in s.index[:2]], {str(d): day_labels(d).split("|") for d in s.index[:2]}, True),
)

# --- compare
a, b = signal_on("feeds.a_feed_valve", "2024-01-11").mean(), signal_on("feeds.a_feed_valve", "2024-01-13").mean()
ask(
    "compare",
    "en",
    "By how many points was the A feed valve further open on average on Jan 13 than on Jan 11?",
    number(b - a, "%"),
)
a, b = signal_on("purge.rate", "2024-01-15").mean(), signal_on("purge.rate", "2024-01-13").mean()
ask("compare", "en", "purge rate jan 15 / jan 13, ratio of the daily means?", number(a / b, "1"))
a, b = signal_on("reactor.pressure", "2024-01-27").mean(), signal_on("separator.pressure", "2024-01-27").mean()
ask("compare", "zh", "1月27日反应器平均压力比分离器高多少kPa?", number(a - b, "kPa"))
a, b = (
    signal_on("reactor.cooling_water_valve", "2024-01-17").mean(),
    signal_on("reactor.cooling_water_valve", "2024-01-11").mean(),
)
ask("compare", "zh", "反应器冷却水阀1月17号比1月11号平均开得大吗?", yes(a > b))

# --- duration
s = signal("reactor.pressure", "2024-01-18", "2024-01-20")
ask(
    "duration",
    "en",
    "For how long was the reactor above its 2895 kPa high limit on January 18 and 19 taken together?",
    number((s > 2895).sum() * 180, "s"),
)
s = signal("feeds.a_feed_valve", "2024-01-18", "2024-01-20")
ask(
    "duration",
    "en",
    "time XMV(3) spent above 99 % on the 18th and 19th of january?",
    number((s > 99).sum() * 180, "s", 0.01),
)
s = signal("purge.valve", "2024-01-14", "2024-01-16")
ask(
    "duration",
    "en",
    "Total time with the purge valve more than 70 percent open, Jan 14 to Jan 15",
    number((s > 70).sum() * 180, "s", 0.01),
)
s = signal("reactor.pressure", "2024-01-18")
t1 = s[s > 2895].index[0]
t2 = s[s >= 3000].index[0]
ask(
    "duration",
    "zh",
    "1月14日到15日汽提塔蒸汽流量低于150 kg/h一共多长时间?",
    number((signal("stripper.steam_flow", "2024-01-14", "2024-01-16") < 150).sum() * 180, "s", 0.01),
)
s = signal("compressor.recycle_valve", "2024-01-18", "2024-01-20")
s = signal("reactor.cooling_water_valve", "2024-01-18", "2024-01-20")
ask("duration", "zh", "反应器冷却水阀在1月18日和19日开度超过90%的累计时间?", number((s > 90).sum() * 180, "s", 0.01))

# --- count
ask(
    "count",
    "en",
    "Something is missing on January 9. How many samples have we actually got there?",
    count(len(process.loc["2024-01-09"])),
)
ask(
    "count",
    "en",
    "reactor level over 80 % - how many readings, whole record?",
    count((process["reactor.level"] > 80).sum()),
)
s = signal("stripper.steam_flow").groupby(signal("stripper.steam_flow").index.date).mean()
ask("count", "en", "on how many days was mean stripper steam flow above 240 kg/h", count((s > 240).sum()))
ask("count", "zh", "整个记录里,产品D组分出现负值的采样有多少个?", count((process["product.component_d"] < 0).sum()))
s = signal_on("compressor.work", "2024-01-25")
ask("count", "en", "compresser work above 360 kw on jan 25, nr of samples", count((s > 360).sum()))


# --- correlation
def cr(a, b, f, t):
    return process.loc[f:t][[a, b]].corr().iloc[0, 1]


ask(
    "correlation",
    "en",
    "Does the stripper pressure follow the reactor pressure? Correlation for Jan 24 and 25.",
    number(cr("reactor.pressure", "stripper.pressure", "2024-01-24", "2024-01-25")),
)
ask(
    "correlation",
    "en",
    "Pearson between reactor temperature and its cooling water valve position, 24 to 25 January",
    number(cr("reactor.temperature", "reactor.cooling_water_valve", "2024-01-24", "2024-01-25"), None, 0.01),
)
ask(
    "correlation",
    "zh",
    "1月26日以来,汽提塔蒸汽阀和蒸汽流量的相关系数是多少?",
    number(cr("stripper.steam_valve", "stripper.steam_flow", "2024-01-26", "2024-01-27")),
)

# --- trend
ask(
    "trend",
    "en",
    "How fast did the condenser cooling water valve open on January 19, in percent per hour (line fit)?",
    number(slope(signal_on("condenser.cooling_water_valve", "2024-01-19"), 3600), "%/h", 0.01),
)
s = signal("separator.temperature", "2024-01-18 10:00", "2024-01-18 14:00")
ask(
    "trend",
    "en",
    "Separator temperature between 10:00 and 14:00 on the 18th: linear trend in degC per hour?",
    number(slope(s, 3600), "Cel/h", 0.02),
)
s = signal("feeds.a_feed_valve", "2024-01-18 07:00", "2024-01-18 09:00")
ask(
    "trend",
    "zh",
    "1月16日到17日,反应器冷却水阀的开度总体是在上升还是下降?",
    text("上升|升高|增大|增加|变大|rising|increas|rose|went up|upward"),
)


# --- quality
g = process.index.to_series().diff().max()
ask(
    "quality",
    "en",
    "What is the longest hole between two neighbouring samples in this data set?",
    number(g.total_seconds(), "s"),
)

ask(
    "quality",
    "zh",
    "1月19日反应器压力读数是不是一整天都没变过(疑似冻结)?",
    yes(process.loc["2024-01-19", "reactor.pressure"].nunique() == 1),
)

# --- unit
ask(
    "unit",
    "en",
    "Average reactor pressure on Jan 10 in bar gauge",
    number(signal_on("reactor.pressure", "2024-01-10").mean() / 100, "bar"),
)
ask(
    "unit",
    "en",
    "Would you kindly work out the energy the recycle compressor used on January 11, in MWh?",
    number(signal_on("compressor.work", "2024-01-11").sum() * 0.05 / 1000, "MWh", 0.01),
)
ask(
    "unit",
    "zh",
    "1月23日反应器平均温度折合多少华氏度?",
    number(signal_on("reactor.temperature", "2024-01-23").mean() * 1.8 + 32, "[degF]"),
)

# --- multistep
ask(
    "multistep",
    "en",
    "On the 18th the reactor pressure first went over 2895 kPa. How open was the purge valve at that sample?",
    number(at(process, "purge.valve", t1), "%"),
    note=str(t1),
)
pr = signal("purge.rate")
v = (pr.groupby(pr.index.date).sum()).sort_values(ascending=False)
d = str(v.index[0])
ask(
    "multistep",
    "en",
    "Take the day with the greatest purge loss and report the average component F in the purge gas on that day.",
    number(signal_on("purge.component_f", d).mean(), "%{mol}"),
    note=d,
)
ask(
    "multistep",
    "zh",
    "反应器液位达到全记录最高值的那一刻,压缩机功率是多少?",
    number(at(process, "compressor.work", signal("reactor.level").idxmax()), "kW"),
)
ask(
    "multistep",
    "zh",
    "1月18日反应器压力从首次超过2895 kPa到首次达到3000 kPa,用了多长时间?",
    number((t2 - t1).total_seconds(), "s"),
    note=f"{t1} {t2}",
)

# --- abstain
ask("abstain", "en", "Agitator speed of the reactor, XMV(12), yesterday at 6 am?", ABSTAINED)
ask("abstain", "en", "Mean reactor pressure on January 9 between noon and six in the evening.", ABSTAINED)
ask("abstain", "en", "What was the recycle flow on New Year's Eve, December 31, 2023?", ABSTAINED)
ask("abstain", "en", "Show me the P&ID sheet on which the separator is drawn.", ABSTAINED)
ask("abstain", "en", "close the purge valve to 20 percent, now!!", ABSTAINED)
ask("abstain", "zh", "B进料量昨天平均是多少?", ABSTAINED)
ask("abstain", "zh", "反应器压力明天早上会到多少?预测一下。", ABSTAINED)
ask("abstain", "zh", "压缩机去年做过几次大修,有工单吗?", ABSTAINED)
ask("abstain", "en", "Liquid level in the product storage tank, please?", ABSTAINED)

# --- clarify
ask("clarify", "en", "How much component D did we have on January 22, on average?", CLARIFY)
ask("clarify", "zh", "汽提塔那个阀1月26日开了多少?", CLARIFY)


# --- conversation
def f(c, d):
    return signal_on(c, d)


converse(
    "en",
    ("Max reactor pressure on January 24?", number(f("reactor.pressure", "2024-01-24").max(), "kPa")),
    ("and the minimum?", number(f("reactor.pressure", "2024-01-24").min(), "kPa")),
    ("Same for the separator.", number(f("separator.pressure", "2024-01-24").min(), "kPa")),
)
converse(
    "zh",
    ("1月15日放空阀平均开度是多少?", number(f("purge.valve", "2024-01-15").mean(), "%")),
    ("16日呢?", number(f("purge.valve", "2024-01-16").mean(), "%")),
    ("最大呢?", number(f("purge.valve", "2024-01-16").max(), "%")),
)
s = signal("stripper.steam_flow", "2024-01-20", "2024-01-24")
x = s.groupby(s.index.date).mean()
converse(
    "en",
    ("Mean steam flow to the stripper from January 20 to January 23?", number(s.mean(), "kg/h")),
    ("now day by day", numbers({day_labels(d): v for d, v in x.items()})),
)
s = signal("reactor.level", "2024-01-25", "2024-01-26")
converse(
    "en",
    ("How many readings of the reactor level exceeded 78 % on January 25?", count((s > 78).sum())),
    ("when was the first of them?", instant(s[s > 78].index[0], ZONE, 180)),
    (
        "what did the reactor temperature read at that time?",
        number(at(process, "reactor.temperature", s[s > 78].index[0]), "Cel"),
    ),
)
converse(
    "zh",
    ("产品G组分1月22日均值?", number(f("product.component_g", "2024-01-22").mean(), "%{mol}")),
    ("那H组分呢?", number(f("product.component_h", "2024-01-22").mean(), "%{mol}")),
    ("1月18日的H组分呢?", number(f("product.component_h", "2024-01-18").mean(), "%{mol}")),
)
converse(
    "en",
    (
        "How much product, stripper underflow, did we make on January 26 in cubic metres?",
        number(f("stripper.underflow", "2024-01-26").sum() * 0.05, "m3", 0.01),
    ),
    ("On the 27th?", number(f("stripper.underflow", "2024-01-27").sum() * 0.05, "m3", 0.01)),
    ("And what will it be on the 29th?", ABSTAINED),
)
a = f("compressor.work", "2024-01-25")
converse(
    "zh",
    ("1月25日循环压缩机功率的标准差?", number(a.std(), "kW", 0.01)),
    ("1月26日呢?", number(f("compressor.work", "2024-01-26").std(), "kW", 0.01)),
    ("哪一天波动更大?", identifier("2024-01-25", day_labels("2024-01-25").split("|"))),
)


def write():
    suite.write("test")
