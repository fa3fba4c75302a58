"""Tennessee, asked last, of the second author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, instant, number, significant, text, yes
from plant import folder
from windows import Names, closed, corr, date, fair, held, mean, relation, slope, total, win

suite = Suite("tennessee", "lb", significant(8), first=41)
ask, converse = suite.ask, suite.converse
PLACE, ZONE = folder("tennessee"), "America/New_York"
names = Names(PLACE)
t = pd.read_csv(PLACE / "history" / "tep.csv.gz", parse_dates=["timestamp"]).set_index("timestamp")
H = 0.05  # hours of a sample
TAG = names.config["history"][0]["columns"]


def D(day, days=1):
    d = pd.Timestamp(f"2024-01-{day:02d}")
    return d, d + pd.Timedelta(days=days)


def share(series, met, start, end):
    s = win(series, start, end)
    return fair(met(s).sum() * 180, (met(s).values * held(s, end)).sum(), what="time")


ask("when", "zh", "反应器压力头一回超过高限2895是哪天几点", instant(t.xmeas_7[t.xmeas_7 > 2895].index[0], ZONE))

ask(
    "condition",
    "zh",
    "1月18号，反应器压力在2895kPa以上一共待了多长时间？",
    number(share(t.xmeas_7, lambda s: s > 2895, *D(18)), "s"),
)

ask("aggregate", "zh", "上周循环压缩机吃了多少度电", number(total(t.xmeas_20, *D(15, 7), H, "kWh week"), "kW.h"))

a, b = win(t.xmeas_19, *D(19)).sum() * H, win(t.xmeas_19, *D(17)).sum() * H
ask("compare", "zh", "19号汽提塔用的蒸汽比17号多了多少公斤，算全天的量", number(fair(a - b), "kg"))

a, b = win(t.xmeas_19, *D(26)), win(t.xmeas_17, *D(26))
ask("composite", "zh", "昨天平均每方产品（按汽提塔底流算）用了多少kg蒸汽？", number(fair(a.sum() / b.sum()), "kg/m3"))

d = t.xmeas_10.resample("D").mean()
ask("superlative", "zh", "这段数据里放空流量哪天日平均最大", date(d.idxmax()))

s = win(t.xmeas_7, *D(19))
ask("quality", "zh", "19号反应器压力是不是一整天纹丝没动？怀疑表卡死了", yes(s.min() == s.max()))

s = win(t.xmeas_11, *D(14))
ask(
    "trend",
    "zh",
    "14号全天分离器温度的趋势，平均一小时变多少度（线性拟合）",
    number(fair(slope(s, 3600), slope(closed(t.xmeas_11, *D(14)), 3600), what="sep temp slope"), "Cel/h"),
)

low = next(tag for tag in names.config["tag"] if tag["id"] == "reactor.level")["low"]
ask("lookup", "zh", "反应器液位的低限设的多少", number(low, "%"))

ask("latest", "zh", "XMEAS(19) 当前值 pls", number(t.xmeas_19.dropna().iloc[-1], "kg/h"))

ask("count", "zh", "26号反应器温度高于120.7℃的读数有几个？", count((win(t.xmeas_9, *D(26)) > 120.7).sum()))

a, b = win(t.xmv_10, *D(16)), win(t.xmv_10, *D(22))
ask(
    "compare",
    "zh",
    "反应器冷却水阀16号的平均开度比22号高几个百分点",
    number(
        fair(a.mean() - b.mean(), closed(t.xmv_10, *D(16)).mean() - closed(t.xmv_10, *D(22)).mean(), what="valve"), "%"
    ),
)

s = win(t.xmv_6, *D(20, 2))
ask(
    "aggregate",
    "zh",
    "放空阀20、21号两天的开度，90分位是多少",
    number(fair(s.quantile(0.9), s.quantile(0.9, "lower"), s.quantile(0.9, "higher"), what="p90"), "%"),
)

assert not len(win(t.xmeas_9, "2024-01-09 14:00", "2024-01-09 18:00"))
ask("abstain", "zh", "麻烦给个数：9号下午2点到6点反应器平均温度", ABSTAINED)
ask("clarify", "zh", "A组分现在多少", CLARIFY)
ask("clarify", "zh", "底流今天平均多少方？", CLARIFY)

trip = t.xmeas_7[t.xmeas_7 >= 3000].index[0]
converse(
    "zh",
    ("反应器压力第一次打到3000停车线是什么时间？", instant(trip, ZONE)),
    ("那一刻汽提塔蒸汽流量多少", number(t.xmeas_19[trip], "kg/h")),
    ("压缩机功率呢", number(t.xmeas_20[trip], "kW")),
)

s = win(t.xmeas_7, *D(25))
assert (s == s.max()).sum() == 1
ask("superlative", "en", "25 Jan, reactor pressure peak, exact time?", instant(s.idxmax(), ZONE))

ask(
    "condition",
    "en",
    "sorry to bother again, on the 25th how long was reactor pressure over its high limit in total",
    number(share(t.xmeas_7, lambda s: s > 2895, *D(25)), "s"),
)

converse(
    "en",
    ("total E feed on 22 Jan in kg", number(total(t.xmeas_3, *D(22), H, "E 22"), "kg")),
    ("and 19 jan?", number(total(t.xmeas_3, *D(19), H, "E 19"), "kg")),
)

d = t.xmv_3.resample("D").mean()
ask("superlative", "en", "which day was the A feed valve most open on average", date(d.idxmax()))

gap = t.xmeas_9.dropna().index.to_series().diff().dt.total_seconds()
ask("quality", "en", "longest gap in reactor temprature data this month, how long?", number(gap.max(), "s"))

ask(
    "relation",
    "en",
    "correlation between reactor pressure and purge valve, 24-25 Jan",
    relation(corr(t, "xmeas_7", "xmv_6", *D(24, 2))),
)

ask(
    "relation",
    "en",
    "Does stripper temp follow steam flow? Pearson for 24 Jan pls",
    relation(corr(t, "xmeas_18", "xmeas_19", *D(24))),
)

s = win(t.xmeas_7, "2024-01-18 08:00", "2024-01-18 11:00")
ask(
    "trend",
    "en",
    "how fast was reactor pressure climbing on the 18th between 8 and 11 am? kPa per hour, fitted",
    number(
        fair(slope(s, 3600), slope(closed(t.xmeas_7, "2024-01-18 08:00", "2024-01-18 11:00"), 3600), what="P"), "kPa/h"
    ),
)

ask("lookup", "en", "whats XMV(10)", text("cooling water", "reactor"))
ask("latest", "en", "product comp G latest", number(t.xmeas_40.dropna().iloc[-1], "%{mol}"))

ask("count", "en", "stripper steam valve 12 Jan: count readings above 99%", count((win(t.xmv_9, *D(12)) > 99).sum()))

a, b = win(t.xmeas_9, *D(26)).std(), win(t.xmeas_9, *D(23)).std()
ask(
    "compare",
    "en",
    "reactor temp looks nervous. std dev on the 26th is how many times the one on the 23rd?",
    number(fair(a / b), "1"),
)

full = [TAG[k] for k in t if k.startswith("xmv") and win(t[k], *D(18)).max() >= 100]
ask("superlative", "en", "Which valves reached 100% opening (or more) on 18 January?", names.things(full))

s = t.xmeas_12.dropna()
assert (s == s.min()).sum() == 1
ask("when", "en", "lowest separator level in all the data - when was that", instant(s.idxmin(), ZONE))

a, b = win(t.xmeas_20, *D(27)), win(t.xmeas_5, *D(27))
ask(
    "composite",
    "en",
    "today's compressor kWh per kscm of recycle gas",
    number(fair(a.sum() / b.sum(), (a / b).mean()), "kW.h/{kscm}"),
)

ask("abstain", "en", "vibration on the recycle compressor today ok? give max mm/s", ABSTAINED)
ask("clarify", "en", "level now?", CLARIFY)

converse(
    "en",
    ("mean opening of reactor cooling water valve 17 Jan", number(mean(t.xmv_10, *D(17), "v"), "%")),
    ("what about the condenser one", number(mean(t.xmv_11, *D(17), "v"), "%")),
    ("and that on the 24th", number(mean(t.xmv_11, *D(24), "v"), "%")),
)
