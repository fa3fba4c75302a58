"""Chillers, asked last, of the second author: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, number, significant, text
from plant import folder
from windows import Names, between, closed, corr, date, fair, held, mean, relation, slope, total, weighted, win

suite = Suite("chillers", "lb", significant(8))
ask, converse = suite.ask, suite.converse
PLACE, ZONE = folder("chillers"), "America/New_York"
names = Names(PLACE)
REC = PLACE / "records"
c = pd.read_csv(PLACE / "history" / "chiller_6.csv", parse_dates=["timestamp"]).set_index("timestamp")
wo = pd.read_csv(REC / "work_orders.csv", parse_dates=["actual_finish"])
al = pd.read_csv(REC / "alerts.csv", parse_dates=["start_time", "end_time"])
an = pd.read_csv(REC / "anomalies.csv", parse_dates=["timestamp"])
kw, tr, flow, load = c.power_input, c.tonnage, c.condenser_water_flow, c.chiller_percent_loaded
JUN = ("2020-06-01", "2020-07-01")


def chiller(name):
    return "chiller-" + str(name).split()[-1]


ask("aggregate", "zh", "6号机6月份总共耗了多少度电？报表要用", number(total(kw, *JUN, 0.25, "june kWh"), "kW.h"))

a = (win(kw, "2020-06-01", "2020-06-11"), win(tr, "2020-06-01", "2020-06-11"))
both = c[["power_input", "tonnage"]].dropna()
both = both[both.index < "2020-06-11"]
ask(
    "composite",
    "zh",
    "6号冷机1号到10号，拿总电量除总冷量，合多少kW每冷吨？别给我拿效率那列直接求平均",
    number(fair(a[0].sum() / a[1].sum(), both.power_input.sum() / both.tonnage.sum(), what="kW/TR"), "kW/{TR}"),
)

s = win(kw, "2020-06-11", "2020-06-12")
ask("when", "zh", "6号机11号早上停的，功率最后一个不是零的读数是几点几分", instant(s[s > 0].index[-1], ZONE))

s = win(load, "2020-06-07", "2020-06-08")
ask(
    "condition",
    "zh",
    "6月7号礼拜天，6号机负荷率超100%的时间加起来多长？",
    number(fair((s > 100).sum() * 900, ((s > 100).values * held(s, "2020-06-08")).sum(), what="overload"), "s"),
)

ask("lookup", "zh", "工单上写的MT013是个啥代码来着", text("Vibration Analysis|振动分析"))

h1 = wo[between(wo.actual_finish, "2020-01-01", "2020-07-01") & ~wo.preventive]
converse(
    "zh",
    ("今年上半年不是预防性的工单，也就是纠正性的，一共几张？", count(len(h1))),
    ("都是哪几台机的", names.things(sorted({chiller(n) for n in h1.equipment_name}))),
)

y = wo[(wo.equipment_name == "Chiller 14") & (wo.actual_finish.dt.year == 2017)]
ask("composite", "zh", "14号机2017年的工单里头，预防性的占百分之几", number(100 * y.preventive.mean(), "%"))

s = win(kw, "2020-06-06 11:42", "2020-06-06 23:59")
ask(
    "join",
    "zh",
    "奇了怪了，6月6号系统报6号机「停机还耗电」(RUL0021)，就11:42到23:59那条。这段时间实际平均功率多少？",
    number(fair(s.mean(), weighted(s, "2020-06-06 23:59"), what="during alert"), "kW"),
)

q2 = al[between(al.start_time, "2020-04-01", "2020-07-01")].equipment_name.value_counts()
assert q2.iloc[0] > q2.iloc[1]
ask("superlative", "zh", "今年4到6月，报警条数最多的是哪台冷机", names.thing(chiller(q2.index[0])))

fm = pd.read_csv(REC / "failure_modes.csv")
fm = fm[(fm.equipment == "Chiller") & (fm.failure_mode == "Expansion Valve")]
assert len(fm) == 1 and fm.iloc[0].degradation_mechanism == "Blockage"
assert fm.iloc[0].influencing_factors == "Incorrect refrigerant charge"
ask(
    "records",
    "zh",
    "失效模式表里，冷机的膨胀阀(expansion valve)是怎么坏的，影响因素写的啥？",
    text("Blockage|堵塞|阻塞", "refrigerant charge|制冷剂充|冷媒充|充注"),
)

m = pd.read_csv(REC / "alert_rule_meters.csv")
assert set(m[m.rule_id == "RUL0019"].meter.str.lower()) == {
    "condenser liquid refrigerant temperature",
    "condenser water return to tower temperature",
    "condenser approach temperature",
}
ask(
    "records",
    "zh",
    "RUL0019(冷凝器趋近温度高)这条规则看哪几个表计",
    text(
        "condenser liquid refrigerant temperature",
        "condenser water return to tower temperature",
        "condenser approach temperature",
    ),
)

s = c.condenser_water_return_to_tower_temperature.dropna()
ask("latest", "zh", "冷却水回塔温度最新一个数多少", number(s.iloc[-1], "[degF]"))

s = win(kw, *JUN)
ask(
    "quality",
    "zh",
    "看下6号机功率这个点，6月份相邻两个读数最长隔了多久",
    number(s.index.to_series().diff().dt.total_seconds().max(), "s"),
)

ask(
    "relation",
    "zh",
    "6月整月，6号机冷却水流量跟输入功率的相关系数是多少",
    relation(corr(c, "condenser_water_flow", "power_input", *JUN)),
)

ask("abstain", "zh", "5号冷机上个月修过几回？", ABSTAINED)
ask("abstain", "zh", "夜班查一下，6号机压缩机电流这会儿几安", ABSTAINED)
ask("clarify", "zh", "6号冷机温度现在多少度", CLARIFY)

f = c[["chiller_percent_loaded", "chiller_efficiency"]].dropna()
hi = f[f.chiller_percent_loaded > 80].chiller_efficiency
ask("condition", "zh", "只看负荷率80%以上的时候，6号机6月份冷机效率平均多少kW/TR？", number(fair(hi.mean()), "kW/{TR}"))

daily = kw.dropna().resample("D").sum() * 0.25
top = daily.idxmax()
assert kw.dropna().resample("D").mean().idxmax() == top
s = win(kw, top, top + pd.Timedelta(days=1))
converse(
    "zh",
    ("6号机6月哪天用电最多", date(top)),
    ("那天功率最高到多少？", number(s.max(), "kW")),
    ("几点的事", instant(s.idxmax(), ZONE)),
)

j = an[between(an.timestamp, *JUN) & (an.kpi == "Cooling Load")]
assert set(j.asset_name) == {"chiller 9"}
ask("count", "zh", "9号机6月的异常记录，Cooling Load 掉到下限以下的有几条？", count((j.value < j.lower_bound).sum()))

ask(
    "aggregate",
    "en",
    "cooling made by chiller 6 on 1-10 June, in ton-hours?",
    number(total(tr, "2020-06-01", "2020-06-11", 0.25, "ton hours"), "{TR}.h"),
)

s = win(tr, *JUN)
ask("superlative", "en", "tonnage peak of CH-6 in June, at what time was it", instant(s.idxmax(), ZONE))

s = win(flow, "2020-06-22", "2020-06-29")
ask(
    "count",
    "en",
    "last wk how many readings had condensor water flow over 5000 L/min on chiller 6",
    count((s > 5000).sum()),
)

me = pd.read_csv(REC / "meters.csv")
assert me[me.meter == "vfd speed %"].formula.iloc[0] == "(Actual VFD Speed / Maximum VFD Speed) x 100"
ask("lookup", "en", "formula for vfd speed % please", text("Actual VFD Speed", "Maximum VFD Speed"))

june = wo[between(wo.actual_finish, *JUN)]
ask("records", "en", "How many WOs did we close in June 2020, whole site?", count(len(june)))

p1 = wo[between(wo.actual_finish, "2015-01-01", "2020-01-01") & (wo.work_priority == 1)].equipment_name.value_counts()
assert p1.iloc[0] > p1.iloc[1]
ask(
    "superlative",
    "en",
    "from 2015 to 2019 which chiller had most priority 1 work orders",
    names.thing(chiller(p1.index[0])),
)

t0 = wo[wo.wo_id == "WO365424"].actual_finish.iloc[0]
assert t0 == pd.Timestamp("2020-06-03 19:00")
ask(
    "join",
    "en",
    "avg power of chiller 6 in the 24 hours before WO365424 was finished",
    number(mean(kw, t0 - pd.Timedelta(hours=24), t0, "before WO"), "kW"),
)

x = al[(al.equipment_id == "CWC04014") & (al.rule_id == "RUL0018") & between(al.start_time, "2020-06-15", "2020-06-22")]
assert x.end_time.max() <= pd.Timestamp("2020-06-22")
ask(
    "records",
    "en",
    "CWC04014 evaporator approach high alerts, 15 to 21 June: how long were they on, total of all?",
    number(fair((x.end_time - x.start_time).dt.total_seconds().sum()), "s"),
)

rf = pd.read_csv(REC / "alert_rule_failure_codes.csv")
ask(
    "records",
    "en",
    "Which alert rules point to compressor failure (M010)? ids only",
    identifiers(sorted(rf[rf.primary_code == "M010"].rule_id.unique())),
)

s = c.schedule.dropna()
ask("when", "en", "The schedule signal on chiller 6 - when did we last get a value?", instant(s.index[-1], ZONE))

s = win(kw, "2020-06-01", "2020-06-11")
day = s.index.hour.isin(range(8, 20))
z = closed(kw, "2020-06-01", "2020-06-11")
ratio_closed = z[z.index.hour.isin(range(8, 20))].mean() / z[~z.index.hour.isin(range(8, 20))].mean()
ask(
    "compare",
    "en",
    "chiller 6, 1-10 june. avg kW daytime (8:00-20:00) is how many times the night average",
    number(fair(s[day].mean() / s[~day].mean(), ratio_closed, what="day/night"), "1"),
)

s = win(load, "2020-06-01", "2020-06-09")
ask(
    "trend",
    "en",
    "is chiller 6 % loaded creeping up from 1st to 8th June? give me slope, points per day",
    number(fair(slope(s, 86400), slope(closed(load, "2020-06-01", "2020-06-09"), 86400), what="slope load"), "%/d"),
)

s = win(kw, *JUN)
s = s[s > 0]
ask(
    "aggregate",
    "en",
    "95th percentile of power input in June, count only when running (power above 0)",
    number(fair(s.quantile(0.95), s.quantile(0.95, "lower"), s.quantile(0.95, "higher"), what="p95"), "kW"),
)

j6 = june[june.equipment_name == "Chiller 6"]
cm = j6[~j6.preventive]
assert len(cm) == 1 and cm.iloc[0].secondary_code_description == "Temperature Sensor Failure"
converse(
    "en",
    ("work orders finished on chiller 6 this month, how many", count(len(j6))),
    ("which one is corrective?", identifier(cm.iloc[0].wo_id)),
    ("what failed there", text("Sensor Failure|sensor|传感器")),
)

ask("abstain", "en", "Need forecast: how many kWh will chiller 6 use in July?", ABSTAINED)
ask("abstain", "en", "chiller 9 supply temperature, average yesterday", ABSTAINED)

s = win(kw, "2020-06-09", "2020-06-10")
ask(
    "condition",
    "en",
    "how long was chiller 6 at 0 kW on 9 June",
    number(fair((s == 0).sum() * 900, ((s == 0).values * held(s, "2020-06-10")).sum(), what="off 9 June"), "s"),
)

s = win(kw, *JUN)
ask(
    "count",
    "en",
    "On how many days of June did no. 6 run at all (any power > 0)?",
    count(len(set(s[s > 0].index.date))),
)

part, whole = win(kw, "2020-06-26 08:00", "2020-06-26 12:00").sum(), win(kw, *JUN).sum()
ask(
    "composite",
    "en",
    "That short run on 26 June morning, what % of chiller 6 June kWh was it",
    number(fair(100 * part / whole), "%"),
)

days = sorted(set(j.timestamp.dt.normalize()))
s = kw.dropna()
on = s[s.index.normalize().isin(days)]
ask(
    "join",
    "en",
    "take the June days when chiller 9 logged a Cooling Load anomaly. Mean power input of chiller 6 over those days?",
    number(fair(on.mean(), np.mean([s[s.index.normalize() == d].mean() for d in days]), what="anomaly days"), "kW"),
)
