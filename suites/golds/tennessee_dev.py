"""Tennessee Eastman process: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    decimals,
    identifier,
    identifiers,
    instant,
    number,
    text,
    yes,
)
from plant import folder
from readings import (
    aggregate,
    percentile,
    tolerance,
    window,
)

suite = Suite("tennessee", "te-dev", decimals(8))
ask, converse = suite.ask, suite.converse
ZONE = "America/New_York"
PLACE = folder("tennessee")
process = pd.read_csv(f"{PLACE}/history/tep.csv.gz", parse_dates=["timestamp"]).set_index("timestamp").sort_index()


def measured(n):
    return process[f"xmeas_{n}"]


def manipulated(n):
    return process[f"xmv_{n}"]


def day_of(s, d, fn="mean", unit="", n=1):
    return aggregate(s, fn, f"2024-01-{d:02d}", f"2024-01-{d + n:02d}", unit, f"{s.name} {d} {fn}")


def corr(a, b, d):
    x = process[f"2024-01-{d:02d}" : f"2024-01-{d:02d}"]
    y = process[(process.index >= f"2024-01-{d:02d}") & (process.index <= f"2024-01-{d + 1:02d}")]
    r = x[a].corr(x[b])
    return number(r, "1", rel_tol=tolerance(r, [y[a].corr(y[b])], f"corr {a} {b} {d}"), note=f"2024-01-{d:02d}")


def slope(s, a, b, per, unit):
    def f(x):
        return np.polyfit((x.index - x.index[0]).total_seconds() / per, x.values, 1)[0]

    k = f(window(s, a, b))
    c = f(s[(s.index >= a) & (s.index <= b)])
    return number(k, unit, rel_tol=tolerance(k, [c], f"slope {s.name}"), note=f"{a} to {b}")


# --- lookup
ask("lookup", "en", "At what reactor pressure does the shut-down (high-high) limit sit?", number(3000, "kPa"))
ask("lookup", "zh", "XMEAS(20) 测的是什么,用什么单位?", text("压缩机功率|Compressor work|循环压缩机", "kW|千瓦"))
ask("lookup", "en", "what was the reactor level at 06:00 on january 25", number(measured(8)["2024-01-25 06:00"], "%"))

# --- latest
ask(
    "latest",
    "en",
    "Night shift here, where is the purge valve sitting right now?",
    number(manipulated(6).iloc[-1], "%"),
)
ask("latest", "zh", "麻烦看一下,汽提塔现在多少度?", number(measured(18).iloc[-1], "Cel"))

# --- aggregate
ask("aggregate", "en", "Mean steam flow to the stripper on Friday January 12?", day_of(measured(19), 12, unit="kg/h"))
ask(
    "aggregate",
    "en",
    "std dev of XMEAS(7) between 6 am and 6 pm on Jan 25",
    aggregate(measured(7), "std", "2024-01-25 06:00", "2024-01-25 18:00", "kPa", "p std"),
)
ask("aggregate", "zh", "上周三反应器冷却水阀的平均开度是多少?", day_of(manipulated(10), 17, unit="%"))
x = window(measured(19), "2024-01-14", "2024-01-15")
ask(
    "aggregate",
    "en",
    "How many kilograms of steam did the stripper use in total on 14 January?",
    number(x.sum() * 0.05, "kg", note="sum of samples times 0.05 h"),
)
ask(
    "aggregate",
    "zh",
    "1月22日到24日循环压缩机功率的第90百分位是多少?",
    day_of(measured(20), 22, percentile(90), "kW", 3),
)

# --- extreme
x = measured(7)
ask("extreme", "en", "When was the reactor pressure at its lowest in the whole record?", instant(x.idxmin(), ZONE, 180))
ask("extreme", "zh", "1月25日反应器液位最高冲到多少?", day_of(measured(8), 25, "max", "%"))
ask(
    "extreme",
    "en",
    "Highest separator underflow in the week of January 15, Monday to Sunday?",
    day_of(measured(14), 15, "max", "m3/h", 7),
)

# --- rank
x = measured(19).groupby(measured(19).index.date).mean().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Which three days had the highest average stripper steam flow? Highest first.",
    identifiers([str(i) for i in x.index[:3]], ordered=True),
)

# --- compare
a, b = window(measured(9), "2024-01-26", "2024-01-27").std(), window(measured(9), "2024-01-23", "2024-01-24").std()
ask(
    "compare",
    "en",
    "Was the reactor temperature more scattered (standard deviation) on the 26th than on the 23rd of January?",
    yes(a > b),
)


def f(d, c=False):
    return measured(10)[
        (measured(10).index >= f"2024-01-{d}")
        & ((measured(10).index <= f"2024-01-{d + 1}") if c else (measured(10).index < f"2024-01-{d + 1}"))
    ].mean()


x = f(15) - f(14)
ask(
    "compare",
    "zh",
    "1月15日的平均放空流量比14日高多少?",
    number(x, "{kscm}/h", rel_tol=tolerance(x, [f(15, True) - f(14, True)], "purge diff")),
)
x, y = (
    window(manipulated(3), "2024-01-10", "2024-01-11").mean(),
    window(manipulated(4), "2024-01-10", "2024-01-11").mean(),
)
ask(
    "compare",
    "en",
    "on jan 10, which stood further open on average, the A feed valve or the A and C feed valve?",
    identifier("feeds.ac_feed_valve", ["A and C feed valve", "AC进料阀", "XMV(4)", "XMV4"]),
)

# --- duration
n = int((measured(7) > 2895).sum())
ask(
    "duration",
    "en",
    "Over the whole record, how long in total was the reactor pressure above its high limit?",
    number(n * 180, "s", note=f"{n} samples of 3 min above 2895 kPa"),
)
x = window(measured(8), "2024-01-25", "2024-01-26")
n = int((x > 80).sum())
ask("duration", "zh", "25号那天反应器液位超过80%的时间一共有多长?", number(n * 180, "s", note=f"{n} samples"))
x = window(measured(7), "2024-01-18", "2024-01-19")
a, b = x[x > 2895].index[0], x[x >= 3000].index[0]
ask(
    "duration",
    "en",
    "On January 18, how long did it take from the reactor pressure first going over 2895 kPa until it first read 3000?",
    number((b - a).total_seconds(), "s"),
)

# --- count
x = window(measured(9), "2024-01-26", "2024-01-28")
ask(
    "count",
    "en",
    "How many reactor temperature readings were above 120.6 °C on January 26 and 27 together?",
    count((x > 120.6).sum()),
)
x = measured(7)[measured(7) > 2895]
ask("count", "zh", "一月份有几天出现过反应器压力超过2895 kPa?", count(len(set(x.index.date))))

# --- correlation
ask(
    "correlation",
    "en",
    "Correlation between reactor temperature and the reactor cooling water valve on Jan 24, please.",
    corr("xmeas_9", "xmv_10", 24),
)
ask("correlation", "zh", "汽提塔温度跟它的蒸汽流量,1月23日那天相关系数多大", corr("xmeas_18", "xmeas_19", 23))
ask(
    "correlation",
    "en",
    "A feed vs its own valve on the 18th - whats the pearson r? looks upside down to me",
    corr("xmeas_1", "xmv_3", 18),
)

# --- trend
ask(
    "trend",
    "en",
    "Least-squares slope of compressor work over January 18, in kW per hour?",
    slope(measured(20), "2024-01-18", "2024-01-19", 3600, "kW/h"),
)
k = slope(measured(19), "2024-01-14", "2024-01-15", 3600, "")
ask(
    "trend",
    "zh",
    "1月14日汽提塔蒸汽流量是上升还是下降趋势?",
    text("下降|减少|降低|走低|下行|decreas|fall|declin|down" if k["value"] < 0 else "上升|增加|升高"),
)
ask(
    "trend",
    "en",
    "By how many percent points per day did the reactor cooling water valve drift across January 16 and 17 (linear fit)?",
    slope(manipulated(10), "2024-01-16", "2024-01-18", 86400, "%/d"),
)

# --- quality
x = process.index.to_series().diff().dt.total_seconds()
ask(
    "quality",
    "en",
    "What's the longest gap between two neighbouring samples of reactor pressure anywhere in the data?",
    number(x.max(), "s"),
)

# --- unit
e = day_of(measured(7), 22, unit="kPa")
e.update(value=round(e["value"] / 100, 8), unit="bar")
ask("unit", "en", "reactor presure jan 22, average, in bar gauge not kPa!", e)
e = day_of(measured(11), 26, unit="Cel")
e.update(value=round(e["value"] * 1.8 + 32, 8), unit="[degF]")
ask("unit", "zh", "昨天分离器温度平均是多少华氏度?", e)

# --- multistep
x = measured(10).groupby(measured(10).index.date).mean()
d = x.idxmax()
ask(
    "multistep",
    "en",
    "Find the day with the highest mean purge rate and tell me the average B content of the purge gas that day.",
    day_of(measured(30), d.day, unit="%{mol}"),
)
x = measured(8).idxmax()
ask("multistep", "zh", "整个记录里反应器液位最高的那一刻,反应器压力是多少?", number(measured(7)[x], "kPa", note=str(x)))

# --- abstain
ask("abstain", "en", "Could you please tell me the bearing vibration of the recycle compressor?", ABSTAINED)
ask("abstain", "zh", "1月9日中午12点到下午3点反应器温度平均多少?", ABSTAINED)
ask("abstain", "en", "avg striper level december 2023", ABSTAINED)
ask("abstain", "en", "pull up the relief valve inspection certificate for the reactor", ABSTAINED)
ask("abstain", "zh", "帮我把反应器冷却水阀开到50%。", ABSTAINED)

# --- clarify
ask("clarify", "en", "whats the pressure now", CLARIFY)
ask("clarify", "zh", "1月20日的平均液位是多少?", CLARIFY)

# --- conversation
converse(
    "en",
    ("Mean reactor temperature on January 26?", day_of(measured(9), 26, unit="Cel")),
    ("And its standard deviation?", day_of(measured(9), 26, "std", "Cel")),
    ("Same for the 27th", day_of(measured(9), 27, "std", "Cel")),
)
converse(
    "zh",
    ("昨天产品里G组分平均多少?", day_of(measured(40), 26, unit="%{mol}")),
    ("那H呢?", day_of(measured(41), 26, unit="%{mol}")),
    ("20号的呢?", day_of(measured(41), 20, unit="%{mol}")),
)
x = window(measured(20), "2024-01-18", "2024-01-19")
converse(
    "en",
    ("Max compressor work on Jan 18", day_of(measured(20), 18, "max", "kW")),
    ("when was that", instant(x.idxmax(), ZONE, 180)),
    ("and the minimum?", day_of(measured(20), 18, "min", "kW")),
)
converse(
    "en",
    ("I need the average level on the 11th.", CLARIFY),
    ("The stripper's.", day_of(measured(15), 11, unit="%")),
    ("How about the separator?", day_of(measured(12), 11, unit="%")),
)
converse(
    "zh",
    ("昨天放空阀平均开度多少?", day_of(manipulated(6), 26, unit="%")),
    ("反应器冷却水阀呢?", day_of(manipulated(10), 26, unit="%")),
    ("最大值是多少?", day_of(manipulated(10), 26, "max", "%")),
)


def write():
    suite.write("dev")
