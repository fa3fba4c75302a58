"""Lantern: questions, asked last, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, numbers, significant, text, yes
from lantern_data import (
    BREWS,
    CODED,
    EQ,
    FILL,
    LAB,
    MAY,
    NAME,
    STOPS,
    TUN,
    WO,
    ZONE,
    S,
    asset,
    assets,
    closed,
    d,
    fair,
    last,
    lasting,
    margin,
    mean,
    n,
    slope,
    total,
    used,
    w,
)

suite = Suite("lantern", "lt", significant(9))
ask, converse = suite.ask, suite.converse

# --- lookup
ask("lookup", "en", "what are high and high-high set to on the lauter bed DP?", text("150", "200"))
ask("lookup", "zh", "清酒罐二氧化碳含量的报警上下限各是多少", text("4.9", "5.5"))
r = EQ[EQ.asset == "Bottle filler"].iloc[0]
ask("lookup", "en", "Who built the bottle filler and which year was it put in?", text(r.maker, str(r.year)))
ask("lookup", "zh", "BF_STATE读到4代表啥", text("fault|故障"))

# --- latest
ask("latest", "en", "bbt level now", n(last("BBT_LT"), "%"))
ask("latest", "zh", "2号发酵罐现在糖度降到多少了", n(last("FV2_DT")))
ask("latest", "en", "last mash pH we actually got a value for?", n(last("BH_PH103")))
ask("latest", "zh", "报一下天然气表的最新读数", n(last("ST_GASM05"), "m3", 1e-5))

# --- aggregate
v, tol = mean("GL_TT11", "05-04", "05-11")
ask("aggregate", "en", "avergae glycol supply temp last week", n(v, "Cel", tol))
v, tol = used("ST_GASM05", "04-01", "05-01")
ask("aggregate", "zh", "四月份锅炉总共烧了多少方天然气？以表读数为准", n(v, "m3", tol))
v, tol = used("BF_CNT", "05-12", "05-13")
ask("aggregate", "en", "how many bottles did we fill yesterday", n(v, None, tol))
v, tol = used("GL_KWH15", "05-04", "05-11")
ask(
    "aggregate", "en", "kWh on the chiller's own electricity meter, Mon 4 May through Sun 10 May pls", n(v, "kW.h", tol)
)
ask("aggregate", "zh", "上周filler一共剔了多少瓶", count(w("BF_REJ", "05-04", "05-11").sum()))
v, tol = total("CO2_FT24", "05-01", "05-13")
ask("aggregate", "en", "How many kilos of CO2 did we recover from 1 to 12 May inclusive?", n(v, "kg", tol))
s = w("TP_PU", "04-27", "04-28")
v, tol = fair("median PU", float(s.median()), [closed("TP_PU", "04-27", "04-28").median()])
ask("aggregate", "en", "median PU april 27", n(v, None, tol))
v, tol = mean("BF_DO", "05-05 06:00", "05-05 14:00")
ask("aggregate", "zh", "5月5号早班灌装机溶氧平均多少ug/L？", n(v, "ug/L", tol))
s = w("BH_OT403", "04-01", "05-01")
v, tol = fair("p95", float(s.quantile(0.95)), [float(s.quantile(0.95, k)) for k in ("lower", "higher", "nearest")])
ask("aggregate", "en", "95th percentile of wort O2 behind the cooler for april", n(v, "mg/L", tol))
v, tol = used("KF_TOT", "05-06", "05-07")
ask("aggregate", "zh", "KF totaliser 5月6日一天走了多少hl", n(v, "hL", tol))

# --- superlative
g = w("ST_GAS03", "04-01", "05-01").resample("D").mean().sort_values(ascending=False)
m = S["ST_GASM05"].resample("D").first().diff().shift(-1)["2026-04-01":"2026-04-30"].sort_values(ascending=False)
assert g.index[0] == m.index[0], (g.head(3), m.head(3))
g2 = w("GL_JT13", "04-01", "05-13").resample("D").mean().sort_values(ascending=False)
ask(
    "superlative",
    "en",
    "which day had the highest average compressor power on the glycol plant, since 1st april",
    identifier(f"{margin('comp', g2):%Y-%m-%d}"),
)
p = pd.Series(
    {k: w(f"{k.upper()}_PT", "04-26 22:00", "04-27 06:00").max() for k in ("fv1", "fv2", "fv3", "fv4")}
).sort_values(ascending=False)
ask("superlative", "zh", "4月26号夜班，哪个发酵罐罐顶压力最高", asset(margin("press", p)))
y = BREWS.set_index("brew_no").yield_pct.sort_values()
ask(
    "superlative",
    "en",
    "Morning. Could you tell me which brew had the worst brewhouse yield so far?",
    identifier(margin("yield", y)),
)
c = FILL.groupby("code")["min"].sum().sort_values(ascending=False)
ask(
    "superlative",
    "zh",
    "灌装机停机按代码累计，哪个代码占时间最多？",
    identifier(margin("codes", c), ["Cleaning in place"]),
)
f = FILL.sort_values("min", ascending=False)
assert f["min"].iloc[0] > f["min"].iloc[1]
ask(
    "superlative", "en", "longest single filler stop in the whole log, how long did it last", n(f["min"].iloc[0], "min")
)
b = S["BBT_DO"].resample("D").mean().sort_values(ascending=False)
ask("superlative", "zh", "清酒罐溶解氧日平均最高的是哪一天", identifier(f"{margin('bbt do', b):%Y-%m-%d}"))
b = BREWS.brewer.value_counts()
ask("superlative", "en", "who mashed in most often, going by the brew log?", identifier(margin("brewer", b)))

# --- compare
a, b = w("BF_REJ", "05-05", "05-06").sum(), w("BF_REJ", "05-06", "05-07").sum()
ask(
    "compare",
    "en",
    "More rejects on the 5th of May or on the 6th?",
    identifier("2026-05-05" if a > b else "2026-05-06"),
)
y = BREWS.groupby("product").yield_pct.mean().sort_values(ascending=False)
ask(
    "compare",
    "zh",
    "IPA和皮尔森(PIL)相比，哪个平均得率高",
    identifier("IPA" if y["IPA"] > y["PIL"] else "PIL", ["Storm IPA"] if y["IPA"] > y["PIL"] else ["Lantern Pils"]),
)

hot, cold = w("ST_FLUE04", "04-28", "05-03").mean(), w("ST_FLUE04", "05-05", "05-10").mean()
v, tol = fair(
    "flue", hot - cold, [closed("ST_FLUE04", "04-28", "05-03").mean() - closed("ST_FLUE04", "05-05", "05-10").mean()]
)
ask(
    "compare",
    "en",
    "by how many °F did the average stack temperature fall from 28 apr - 2 may to 5-9 may, i.e. did brushing the tubes pay off",
    n(v, None, max(tol, 0.015)),
)
q = FILL[FILL.start < MAY]
hour = q.start.dt.hour
early, late = int(((hour >= 6) & (hour < 14)).sum()), int(((hour >= 14) & (hour < 22)).sum())

ask(
    "compare",
    "zh",
    "4月份灌装机停机，早班多还是中班多（按次数）",
    identifier(
        "early" if early > late else "late",
        ["早班", "morning shift", "early shift"] if early > late else ["中班", "late shift", "afternoon shift"],
    ),
)
v = used("BF_CNT", "05-12", "05-13")[0] - used("BF_CNT", "05-11", "05-12")[0]
ask("compare", "zh", "昨天比前天多装了多少瓶", n(v, None))


# --- condition
v, tol = lasting("GL_TT11", lambda s: s > -1, "04-22", "04-23")
ask("condition", "en", "22 april: for how long was glycol supply over its alarm limit?", n(v, "s", tol))
s = w("BH_IT102", "04-20", "04-27")
s = s[s > 0]
ask(
    "condition",
    "en",
    "mean agitator amps with the motor turning (ignore the zeros) 20 thru 26 April",
    n(s.mean(), "A", 0.015),
)
s = w("KF_FT", "05-04", "05-11")
ask("condition", "en", "KF flow last wk avg, only while filtering", n(s[s > 0].mean(), "hL/h", 0.015))
v, tol = lasting("BH_DPT201", lambda s: (s > 150) & (s < 400), "04-01", "05-13")

ask("condition", "zh", "槽层压差超过150mbar一共多久？那两个499.9的坏点不要算进去", n(v, "s", tol))
j = pd.concat([S["KF_DP"], S["KF_QT"]], axis=1).dropna()
j = j[j.KF_DP > 2]
ask(
    "condition",
    "en",
    "when filter dp is above 2 bar, what does outlet haze average? whole history",
    n(j.KF_QT.mean(), None),
)
j = pd.concat([w("BF_STATE", "05-12", "05-13"), w("BF_BOWL", "05-12", "05-13")], axis=1)
ask(
    "condition",
    "zh",
    "昨天灌装机状态为运行的时候酒缸压力平均是多少",
    n(j[j.BF_STATE == 1].BF_BOWL.mean(), "bar{gauge}"),
)
s = w("FV4_PT", "04-26", "04-28")
v, tol = lasting("FV4_PT", lambda s: s > 1.2, "04-26", "04-28")
ask(
    "condition",
    "en",
    "third time I ask: how long did FV4 top pressure sit above its 1.2 bar limit on 26/27 April!!",
    n(v, "s", tol),
)

# --- count
ask(
    "count",
    "en",
    "number of inline O2 readings at the filler above 60 ppb on 5 and 6 May",
    count((w("BF_DO", "05-05", "05-07") > 60).sum()),
)
ask("count", "zh", "5月以来灌装阀故障（F12）停了几次", count(((FILL.code == "F12") & (FILL.start >= MAY)).sum()))
q = BREWS[BREWS.start < MAY]["product"].value_counts()
ask(
    "count",
    "en",
    "Brews per product in April?",
    numbers(
        {
            "PIL|Lantern Pils": q["PIL"],
            "AMB|Harbour Amber": q["AMB"],
            "WIT|White Gull": q["WIT"],
            "IPA|Storm IPA": q["IPA"],
        },
        0,
    ),
)
day = S["GL_JT13"].resample("D").mean()
assert not ((day - 60).abs() < 1).any(), day[(day - 60).abs() < 1]
ask(
    "count",
    "en",
    "on how many days since 1 April did glycol compressor power average more than 60 kW",
    count((day > 60).sum()),
)
ask("count", "zh", "化验室判拒收(R)的样品到现在有几个？", count((LAB.status == "R").sum()))
ask(
    "count",
    "en",
    "lab results outside their spec limits since May 1, no matter what status they were given",
    count((((LAB.result < LAB.lo) | (LAB.result > LAB.hi)) & (LAB.taken >= MAY)).sum()),
)

# --- records
q = WO[WO.finished.isna() & (WO.prio == 2)]
assert len(q) == 1
ask(
    "records",
    "en",
    "is there an open work order with prio 2, which one",
    identifier(q.wo_no.iloc[0], ["1000 h service due", "1000 h service"]),
)
ask(
    "records",
    "zh",
    "5月6号上午灌装机那次停了将近三个小时，什么原因？",
    text("F12|Filling valve fault|vent tube|灌装阀"),
)
r = BREWS[BREWS.brew_no == "B26-0157"].iloc[0]
ask(
    "records",
    "en",
    "brew 0157 - brewer and OG?",
    text(r.brewer, f"{r.og}|{LAB[(LAB.batch == r.brew_no) & (LAB.parameter == 'OG')].result.iloc[0]:.2f}"),
)
q = WO[(WO.type == "CM") & (WO.machine == "Tunnel pasteuriser")]
ask("records", "en", "labour hours on corrective work orders for the tunnel past so far", n(q.hours.sum(), "h"))
c = WO.groupby("machine").cost_eur.sum().sort_values(ascending=False)

ask("records", "zh", "按设备统计维修材料费，最高的前三台依次是？", assets([NAME[k] for k in c.index[:3]], ordered=True))
ask("records", "en", "sample numbers of everything the lab has ON HOLD", identifiers(LAB[LAB.status == "H"].sample_id))
q = BREWS[(BREWS["product"] == "PIL") & (BREWS.start < MAY)]
ask("records", "en", "mean OG of the april pils brews as in the brew log", n(q.og.mean(), None))
q = WO[WO.finished.notna()].assign(h=lambda t: (t.finished - t.raised).dt.total_seconds())
q1 = q[q.prio == 1]
ask("records", "zh", "一级优先（prio 1）工单从提出到完成平均要多久", n(q1.h.mean(), "s"))
q = BREWS.groupby("vessel").volume_hl.sum()
ask("records", "zh", "自4月1日起各发酵罐分别进了多少百升冷麦汁", numbers({f"{k}|{k.lower()}": x for k, x in q.items()}))

# --- join
q = CODED[CODED.group != "planned"].groupby("owner")["min"].sum().sort_values(ascending=False)

ask(
    "join",
    "en",
    "leaving out the planned ones, which department do most of the line stop minutes belong to",
    identifier(q.index[0], ["维修"]),
)
q = CODED[(CODED.group == "mechanical") & (CODED.machine == "Bottle filler") & (CODED.start >= MAY)]
ask("join", "en", "minutes lost to mechanical trouble on the filler since May 1", n(q["min"].sum(), "min"))
r = BREWS[BREWS.brew_no == "B26-0157"].iloc[0]
s = S["BH_DPT201"]
s = s[(s.index >= r.start) & (s.index < r.end)]
ask("join", "zh", "B26-0157这锅从投料到冷却完，槽层压差最高冲到多少", n(s.max(), "mbar"))
r = STOPS[STOPS.code == "T11"].iloc[0]
s = S["TP_Z5"]
s = s[(s.index >= r.start) & (s.index < r.end)]
v, tol = fair("Z5 in stop", s.mean(), [S["TP_Z5"][r.start : r.end].mean()])
ask("join", "en", "zone 5 average over the spray pump stop on 27 Apr (the T11 one)", n(v, "Cel", tol))
r = WO[WO.text.str.contains("Oxygen pick-up")].iloc[0]
s = S["BF_REJ"]
ask(
    "join",
    "zh",
    "溶氧超标换密封那张工单，从提出到完工期间灌装机剔了多少瓶？",
    count(s[(s.index >= r.raised) & (s.index < r.finished)].sum()),
)
crit = set(EQ[EQ.criticality == "A"].asset)
q = WO[(WO.type == "CM") & (WO.raised < MAY) & WO.machine.isin(crit)].machine.unique()
ask(
    "join", "en", "Which criticality A machines had corrective WOs raised in April?", assets(sorted(NAME[k] for k in q))
)
r = WO[WO.text.str.contains("frozen")].iloc[0]
ask(
    "join",
    "en",
    "what was FV3 temp showing at the moment the 'reading frozen' WO got raised?",
    n(float(S["FV3_TT"][r.raised]), "Cel"),
)

# --- composite
g, bottles = used("ST_GASM05", "05-04", "05-11")[0], used("BF_CNT", "05-04", "05-11")[0]
ask("composite", "en", "gas per thousand bottles last week, m3, from both counters", n(g / bottles * 1000, None, 0.015))
k, hl = used("GL_KWH15", "05-04", "05-11")[0], used("KF_TOT", "05-04", "05-11")[0]
ask("composite", "zh", "上周平均每过滤一百升啤酒，冷冻用了多少度电", n(k / hl, None, 0.015))
ask(
    "composite",
    "en",
    "reject rate on May 5 please: rejects as percent of bottles filled",
    n(w("BF_REJ", "05-05", "05-06").sum() / used("BF_CNT", "05-05", "05-06")[0] * 100, "%"),
)

# --- trend
s = w("ST_FLUE04", "04-10", "05-01")
ask("trend", "en", "slope of flue gas temp in F per day, 10-30 April", n(slope(s), None, 0.015))
s = w("BH_IT102", "04-10", "04-30")
s = s[s > 0].resample("D").mean().dropna()
assert slope(s) > 0.1
ask("trend", "zh", "4月10号到29号，糖化搅拌电流在运行时是不是一路往上走", yes(True))
s = w("GL_LT14", "05-01", "05-13")
ask(
    "trend",
    "en",
    "how fast has the glycol tank level changed 1-12 may, % per day (linear fit)",
    n(slope(s), None, 0.015),
)
s = w("CO2_LT22", "05-04", "05-08")
ask("trend", "zh", "CO2罐液位5月4日到7日线性拟合的斜率，%/天", n(slope(s), None, 0.015))

# --- quality
s = S["FV3_TT"]["2026-04-20":"2026-04-27"]
run = (s != s.shift()).cumsum()
longest = s.groupby(run).agg(["size", lambda x: x.index[0], lambda x: x.index[-1]]).sort_values("size").iloc[-1]

ask(
    "quality",
    "en",
    "FV3 temperature looked frozen in the last week of april. since when exactly?",
    instant(longest.iloc[1], ZONE, 1800),
)
t = w("FV1_TT", "05-02", "05-03").index.to_series()
ask("quality", "zh", "5月2日1号发酵罐温度缺数据，断了多长时间？", n(t.diff().max().total_seconds(), "s", 0.05))
t = w("ST_PT01", "04-01", "05-01").index.to_series()
ask(
    "quality",
    "en",
    "biggest hole in the steam presure data in April: how long",
    n(t.diff().max().total_seconds(), "s", 0.03),
)
s = S["CO2_QT23"]
s = s[(s.index >= d("04-11")) & (s.index < d("04-14"))]
ask("quality", "en", "CO2 purity analyser, blank readings 11-13 april, how many", count(s.isna().sum()))
s = S["FV1_PT"]
t = s[s > 2].index
assert len(t) == 2, t
ask(
    "quality",
    "zh",
    "FV1罐压有没有一下子跳上去的坏点，出现在哪几天",
    text("04-12|4月12|12 April|Apr 12|April 12|12 Apr|12/04", "05-09|5月9|9 May|May 9|09/05"),
)

# --- when
s = w("GL_TT11", "04-22", "04-23")
ask("when", "en", "when exactly did the glycol supply go over -1 on 22 april", instant(s[s > -1].index[0], ZONE, 600))
s = w("FV2_DT", "04-18", "05-01")

ask(
    "when",
    "zh",
    "4月16日那批皮尔森在FV2里发酵偏慢，糖度第一次跌破4°P是什么时候？",
    instant(s[s < 4.0].index[0], ZONE, 900),
)
s = S["ST_PT01"].dropna()

ask("when", "en", "nightshift here, when was steam pressure last below 6.5", instant(s[s < 6.5].index[-1], ZONE, 600))
s = S["KF_DP"]
assert (s == s.max()).sum() == 1
ask("when", "zh", "过滤机压差历史最高出现在什么时候", instant(s.idxmax(), ZONE, 300))
s = w("BF_SPD", "05-13", "05-14")
ask("when", "en", "what time did the filler get going this morning", instant(s[s > 0].index[0], ZONE, 300))

# --- relation
j = pd.concat([w("ST_FT02", "04-07", "05-01"), w("ST_GAS03", "04-07", "05-01")], axis=1).dropna()
ask("relation", "en", "correlation steam flow / gas flow, 7 to 30 April", n(j.corr().iloc[0, 1], None, 0.01))
j = pd.concat([w("CO2_FT24", "05-01", "05-13"), w("GL_JT13", "05-01", "05-13")], axis=1).dropna()
ask("relation", "zh", "5月1日到12日CO2回收流量和压缩机功率的相关系数是多少", n(j.corr().iloc[0, 1], None, 0.015))
j = pd.concat([w("TP_SPR", "04-27", "04-28"), w("TP_PU", "04-27", "04-28")], axis=1).dropna()
ask("relation", "en", "did PU track spray pressure on 27 April? give me r", n(j.corr().iloc[0, 1], None, 0.015))

# --- follow-ups
a, b = mean("TP_PU", "05-12", "05-13", False), mean("TP_PU", "05-11", "05-12", False)
converse(
    "en",
    ("avg PU yesterday?", n(a[0], None, 0.015)),
    ("and monday", n(b[0], None, 0.015)),
    ("lowest on monday then", n(w("TP_PU", "05-11", "05-12").min(), None)),
)
a, b = used("KF_TOT", "05-04", "05-11"), used("KF_TOT", "04-27", "05-04")
converse("zh", ("上周KF总共过滤了多少百升", n(a[0], "hL", a[1])), ("再前一周呢？", n(b[0], "hL", b[1])))
q2, q4 = (BREWS[BREWS.vessel == v] for v in ("FV2", "FV4"))
converse(
    "en",
    ("how many brews went into FV2 since 1 april", count(len(q2))),
    ("total cold wort of those in hl?", n(q2.volume_hl.sum(), "hL")),
    ("same for FV4", n(q4.volume_hl.sum(), "hL")),
)
s = w("GL_TT12", "04-22", "04-23")
assert (s == s.max()).sum() == 1
converse(
    "zh",
    ("4月22号乙二醇回液最高多少度", n(s.max(), "Cel")),
    ("几点的事", instant(s.idxmax(), ZONE, 600)),
    ("当时压缩机功率呢", n(float(S["GL_JT13"][s.idxmax()]), "kW")),
)
t12 = TUN[TUN.code == "T12"]
converse(
    "en",
    ("total downtime of the tunnel pasteuriser in the stop log, minutes", n(TUN["min"].sum(), "min")),
    ("how many of these stops were belt jams?", count(len(t12))),
    ("longest jam?", n(t12["min"].max(), "min")),
)
s = w("BH_DPT201", "04-29", "04-30")
top = s.idxmax()
q = BREWS[(BREWS.start <= top) & (BREWS.end > top)]

converse(
    "en",
    ("peak lauter dp on 29 April", n(s.max(), "mbar")),
    ("when was that", instant(top, ZONE, 300)),
    ("and which brew was in the house at that moment?", identifier(q.brew_no.iloc[0])),
)
q = LAB[(LAB.parameter == "TPO") & (LAB.result > LAB.hi)]
converse("zh", ("总氧TPO超过100的样有几个", count(len(q))), ("最高那个是多少", n(q.result.max(), None)))
g1, g2 = used("ST_GASM05", "05-12", "05-13"), used("ST_GASM05", "05-05", "05-06")
converse(
    "en",
    ("gas used yesterday m3, by the meter", n(g1[0], "m3", 0.015)),
    ("vs same weekday the week before?", n(g2[0], "m3", 0.015)),
)

# --- abstain
ask("abstain", "en", "vibration on the mash agitator gearbox?", ABSTAINED)
ask("abstain", "zh", "5号发酵罐现在几度", ABSTAINED)
ask("abstain", "en", "how many bottles are we going to fill next week", ABSTAINED)
ask("abstain", "zh", "帮我把蒸汽压力的低报警改到6bar", ABSTAINED)
assert not len(w("BH_PH103", "04-04", "04-06"))
ask("abstain", "en", "avg mash pH over 4 and 5 April", ABSTAINED)
ask("abstain", "en", "yeast viability at the last pitch pls", ABSTAINED)
assert not len(w("CO2_QT23", "04-12", "04-13"))
ask("abstain", "zh", "4月12日CO2纯度最低到多少？", ABSTAINED)
ask("abstain", "en", "pull up the CIP procedure for the fermenters", ABSTAINED)

# --- clarify
ask("clarify", "en", "fermenter temp right now", CLARIFY)
ask("clarify", "zh", "昨天压力最高多少", CLARIFY)
ask("clarify", "en", "whats the oxygen reading", CLARIFY)
ask("clarify", "zh", "发酵罐的冷却阀开度多少？", CLARIFY)
ask("clarify", "en", "average differential pressure last week?", CLARIFY)


def write():
    suite.write("last")
