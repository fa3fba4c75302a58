"""Clinker line: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, decimals, instant, number, text, yes
from plant import Plant

plant = Plant("cement-zh")
suite = Suite(plant.name, "cz", decimals(6))
ask, converse, named, listed = suite.ask, suite.converse, plant.named, plant.listed
work_orders, alarms, downtime, samples, shift_output, defect_codes, register = (
    plant.tables[k] for k in ("工单", "报警", "停机", "化验", "班次产量", "缺陷代码", "设备台账")
)
shift_output["日期"] = pd.to_datetime(shift_output["日期"])
clinker, raw_meal, coal_meal = (samples[samples["样品名称"] == kind] for kind in ("熟料", "出磨生料", "煤粉"))
MARCH, APRIL = ("2025-03-01", "2025-04-01"), ("2025-04-01", "2025-04-15T08:40:01")


def moment(time, tol_s=60):
    return instant(time, plant.zone, tol_s)


def during(rows, column, start, end):
    return rows[(rows[column] >= pd.Timestamp(start)) & (rows[column] < pd.Timestamp(end))]


# --- lookup
ask("lookup", "zh", "3月18日上午10点整的窑速是多少转？", number(plant.at("YAO_ZS", "2025-03-18 10:00"), "{r}/min"))
ask("lookup", "zh", "入窑斗提电流高报设在几安？", number(plant.tags["TSJ_II01"]["high"], "A"))
ask("lookup", "zh", "查下台账，高温风机是什么型号", text(register.set_index("设备编号").loc["1FN01", "型号"]))
ask("lookup", "zh", "工单GD2503040花了多少钱", number(work_orders.set_index("工单号").loc["GD2503040", "费用"]))
ask("lookup", "zh", "I02这个缺陷代码对应啥毛病，规定怎么处理？", text("取样", "吹扫"))
ask(
    "lookup",
    "en",
    "What free lime did the lab report for clinker sample HY25030480?",
    number(clinker.set_index("样品编号")["游离氧化钙"]["HY25030480"]),
)
r = shift_output[(shift_output["日期"] == "2025-03-25") & (shift_output["班次"] == "中班")].iloc[0]
ask("lookup", "zh", "3月25号中班出了多少吨熟料？", number(r["熟料产量"], "t"))

# --- latest
ask("latest", "zh", "均化库现在还有多少料位？", number(plant("JHK_LI01").iloc[-1], "%"))
ask("latest", "zh", "最近一个煤粉样的水分是多少", number(coal_meal.dropna(subset=["水分"]).iloc[-1]["水分"], "%"))
ask("latest", "en", "Latest maximum shell temperature on the kiln, please.", number(plant("YAO_TM01").iloc[-1], "Cel"))
ask("latest", "zh", "余热发电眼下带多少兆瓦", number(plant("FD_JI01").iloc[-1], "MW"))

# --- aggregate
ask(
    "aggregate",
    "zh",
    "昨天中班窑喂料量平均每小时多少吨？",
    number(plant.stat("WL_WF01", "mean", "2025-04-14T16:00", "2025-04-15"), "t/h"),
    "04-14 16:00 .. 24:00",
)
ask(
    "aggregate",
    "zh",
    "上周FJL_TI01的均值",
    number(plant.stat("FJL_TI01", "mean", "2025-04-07", "2025-04-14"), "Cel"),
    "Mon 04-07 .. Mon 04-14",
)
ask(
    "aggregate",
    "zh",
    "麻烦统计一下四月上旬熟料总产量（按班次产量表）。",
    number(during(shift_output, "日期", "2025-04-01", "2025-04-11")["熟料产量"].sum(), "t"),
    "04-01 .. 04-11",
)
ask(
    "aggregate",
    "zh",
    "3月1日至7日生料立磨累计喂料多少吨？",
    number(plant.stat("RM_WF01", "total", "2025-03-01", "2025-03-08"), "t"),
)
ask(
    "aggregate",
    "en",
    "Average burning zone temperature on 26 March between midnight and 6 am?",
    number(plant.stat("YAO_SCD", "mean", "2025-03-26", "2025-03-26T06:00"), "Cel"),
)
ask(
    "aggregate",
    "zh",
    "4月3日一整天烟室负压波动有多大，给个标准差",
    number(plant.stat("YAO_PI01", "std", "2025-04-03", "2025-04-04"), "Pa"),
)
ask(
    "aggregate",
    "en",
    "95th percentile of the kiln-tail bag filter differential pressure from 8 to 12 April",
    number(plant.stat("SC_PD01", "p95", "2025-04-08", "2025-04-13"), "Pa"),
)
ask(
    "aggregate",
    "zh",
    "三月份熟料游离钙平均多少？",
    number(during(clinker, "取样时间", *MARCH)["游离氧化钙"].mean(), "%"),
)

# --- extreme
x = plant("GW_TI02")
ask("extreme", "zh", "高温风机非驱动端轴承温度是什么时候头一回超过75度的？", moment(x[x > 75].index[0], 300))
ask(
    "extreme",
    "zh",
    "3月28号晚上7点到9点煤磨CO冲到多高？",
    number(plant.stat("MM_AI01", "max", "2025-03-28T19:00", "2025-03-28T21:00"), "[ppm]"),
)
ask(
    "extreme",
    "en",
    "How low did the raw meal silo level get in March?",
    number(plant.stat("JHK_LI01", "min", *MARCH), "%"),
)
d = shift_output.groupby("日期").agg(t=("熟料产量", "sum"), n=("熟料产量", "size"))
d = d[d.n == 3].t.sort_values()
ask("extreme", "zh", "开磨以来哪一天的熟料日产量最高？".replace("开磨", "3月1号"), named(str(d.index[-1].date())))

# --- rank
c = work_orders.groupby("设备编号").size().sort_values(ascending=False)
ask("rank", "zh", "哪台设备的工单最多？", named(c.index[0]))
assert c.iloc[0] > c.iloc[1]
h = work_orders.groupby("班组")["工时"].sum().sort_values(ascending=False)
ask("rank", "zh", "各维修班组按总工时从高到低排一下", listed(list(h.index), ordered=True))
assert h.is_unique
a = alarms.groupby("位号").size().sort_values(ascending=False)
ask("rank", "en", "Which three tags alarmed most often? Most frequent first.", listed(list(a.index[:3]), ordered=True))
assert a.iloc[2] > a.iloc[3]

# --- compare
ask(
    "compare",
    "zh",
    "高温风机振动4月10日比4月3日平均高了多少？",
    number(
        plant.stat("GW_VI01", "mean", "2025-04-10", "2025-04-11")[0]
        - plant.stat("GW_VI01", "mean", "2025-04-03", "2025-04-04")[0],
        "mm/s",
        0.01,
    ),
)
ask(
    "compare",
    "zh",
    "3月25日C1B出口温度比C1A高几度（按平均）？",
    number(
        plant.stat("YRQ_TI01B", "mean", "2025-03-25", "2025-03-26")[0]
        - plant.stat("YRQ_TI01A", "mean", "2025-03-25", "2025-03-26")[0],
        "Cel",
        0.015,
        delta=True,
    ),
)
k = during(shift_output, "日期", "2025-03-01", "2025-03-16").groupby("班次")["熟料产量"].sum()
ask(
    "compare",
    "en",
    "First half of March: did the 夜班 make more clinker in total than the 中班?",
    yes(k["夜班"] > k["中班"]),
    "03-01 .. 03-15 inclusive",
)

# --- duration
ask(
    "duration",
    "zh",
    "这条线的大窑到目前一共停了多久？",
    number(downtime[downtime["设备编号"] == "1KL01"]["时长分钟"].sum() * 60, "s"),
)
ask(
    "duration",
    "zh",
    "3月15、16号两天二档瓦温超60度的时间加起来多长？",
    number(plant.lasting("YAO_TT2", lambda v: v > 60, "2025-03-15", "2025-03-17"), "s"),
)
z = downtime[(downtime["设备编号"] == "1RM01") & (downtime["原因类别"] != "计划")]
ask(
    "duration",
    "en",
    "Leaving planned stops aside, how long was the raw mill's longest stoppage?",
    number(z["时长分钟"].max() * 60, "s"),
)
ask(
    "duration",
    "zh",
    "4月8到12号，高温风机振动大于3.0的时间有多长",
    number(plant.lasting("GW_VI01", lambda v: v > 3.0, "2025-04-08", "2025-04-13"), "s"),
)

# --- count
ask("count", "zh", "3月份有多少条报警没人确认？", count(during(alarms, "报警时间", *MARCH)["确认时间"].isna().sum()))
ask(
    "count",
    "zh",
    "生料磨三月份的故障抢修单一共几张？",
    count(
        len(
            during(
                work_orders[(work_orders["设备编号"] == "1RM01") & (work_orders["工单类型"] == "故障抢修")],
                "报修时间",
                *MARCH,
            )
        )
    ),
)
ask(
    "count",
    "zh",
    "立磨因为工艺原因停过几回？",
    count(((downtime["设备编号"] == "1RM01") & (downtime["原因类别"] == "工艺")).sum()),
)
ask(
    "count",
    "en",
    "How many raw meal (出磨生料) samples were judged 不合格 in April so far?",
    count((during(raw_meal, "取样时间", *APRIL)["判定"] == "不合格").sum()),
)
ask("count", "zh", "高高报总共出过几条？", count((alarms["级别"] == "高高报").sum()))
ask("count", "zh", "麻烦看下现在还有几张工单没干完，待备件的也算", count((work_orders["状态"] != "已完成").sum()))
ask(
    "count",
    "zh",
    "3月有几天熟料日产不到6000吨？",
    count((shift_output[shift_output["日期"] < "2025-04-01"].groupby("日期")["熟料产量"].sum() < 6000).sum()),
)

# --- correlation
ask(
    "correlation",
    "zh",
    "3月24日到30日，磨机压差和料层厚度的相关系数是多少",
    number(plant.correlation("RM_PD01", "RM_LH01", "2025-03-24", "2025-03-31"), "1", 0.01, abs_tol=0.01),
)
ask(
    "correlation",
    "zh",
    "4月上旬投料量跟高温风机电流关系密切吗？给相关系数",
    number(plant.correlation("WL_WF01", "GW_II01", "2025-04-01", "2025-04-11"), "1", 0.01, abs_tol=0.01),
)
ask(
    "correlation",
    "en",
    "Pearson correlation between ambient temperature and TP_TI01, April 8 through April 12",
    number(plant.correlation("QX_TI01", "TP_TI01", "2025-04-08", "2025-04-13"), "1", 0.01, abs_tol=0.01),
)

# --- trend
ask(
    "trend",
    "zh",
    "GW_TI02从4月1日到12日每天涨几度？（线性拟合）",
    number(plant.slope("GW_TI02", "2025-04-01", "2025-04-13"), "Cel/d", 0.01, delta=True),
)
ask(
    "trend",
    "zh",
    "检修前袋收尘压差在往上走，按3月10日到19日的线性拟合斜率，每天升多少帕",
    number(plant.slope("SC_PD01", "2025-03-10", "2025-03-20"), "Pa/d", 0.015),
)
s = plant.slope("GW_VI01", "2025-04-07", "2025-04-13")
ask("trend", "en", "Was the vibration of the high-temperature ID fan rising from 7 to 12 April?", yes(s > 0))

# --- quality
g, t = plant.gap("FJL_TI01", "2025-03-14", "2025-03-15")
ask("quality", "zh", "3月14号分解炉出口温度的数怎么又断了！到底断了多长时间？", number(g, "s"))
x = plant.series["YRQ_AI01"].dropna()["2025-03-25":"2025-03-30"]
run = (x != x.shift()).cumsum()
big = run.value_counts().idxmax()
w = x[run == big]
ask("quality", "zh", "C1出口氧含量三月底有一段卡死不动，从什么时候开始的？", moment(w.index[0], 600))
ask("quality", "zh", "C5B下料温度有几个点跳到1300度以上？", count((plant("YRQ_TI05B") > 1300).sum()))
g, t = plant.gap("SC_SO2", "2025-03-29", "2025-04-02")
ask(
    "quality",
    "en",
    "When did the stack SO2 signal drop out at the end of March? Give the time of the last good value before the long gap.",
    moment(t, 600),
)

# --- unit
ask(
    "unit",
    "zh",
    "昨天余热发电平均功率是多少千瓦？",
    number(plant.stat("FD_JI01", "mean", "2025-04-14", "2025-04-15")[0] * 1000, "kW"),
)
ask("unit", "zh", "3月27日12:00的研磨压力换成bar是多少", number(plant.at("RM_PI01", "2025-03-27 12:00") * 10, "bar"))
v = plant.stat("BLJ_TI01", "mean", "2025-04-02", "2025-04-03")
ask("unit", "en", "Mean secondary air temperature on 2 April in degrees Fahrenheit", number(v[0] * 1.8 + 32, "[degF]"))

# --- multistep
ask(
    "multistep",
    "zh",
    "4月6日堵料停窑前的一小时里，C5A锥部负压最接近零的读数是多少帕？",
    number(plant("YRQ_PI05A", "2025-04-06T14:20", "2025-04-06T15:20").max(), "Pa", 0.01),
    "14:20 .. 15:20; the stop begins at 15:20",
)
m = plant("QX_TI01", "2025-03-24", "2025-04-01")
day = m.idxmax().normalize()
ask(
    "multistep",
    "zh",
    "3月最后一周（24到30号）里找出气温最高的那天，那天余热发电平均几兆瓦？",
    number(
        plant.stat(
            "FD_JI01",
            "mean",
            plant("QX_TI01", "2025-03-24", "2025-03-31").idxmax().normalize(),
            plant("QX_TI01", "2025-03-24", "2025-03-31").idxmax().normalize() + pd.Timedelta(days=1),
        ),
        "MW",
    ),
)
b = during(shift_output, "日期", *MARCH).groupby("班组")
best = b["熟料产量"].sum().idxmax()
ask(
    "multistep",
    "zh",
    "三月份产量合计最高的那个班组，它三月各班标准煤耗的平均值是多少？",
    number(b["标准煤耗"].mean()[best]),
)
f = clinker.loc[clinker["游离氧化钙"].idxmax()]
day = f["取样时间"].normalize()
ask(
    "multistep",
    "en",
    "Find the clinker sample with the highest free lime and tell me its litre weight (立升重).",
    number(f["立升重"], "g/L"),
)

# --- join
j = work_orders.merge(defect_codes, left_on="缺陷代码", right_on="代码")
ask("join", "zh", "按缺陷代码表，仪表类缺陷的工单总共花了多少钱？", number(j[j["类别"] == "仪表"]["费用"].sum()))
A = set(register[register["重要等级"] == "A"]["设备编号"])
ask(
    "join",
    "zh",
    "台账里重要等级为A的设备一共有多少张故障抢修工单？",
    count(((work_orders["工单类型"] == "故障抢修") & work_orders["设备编号"].isin(A)).sum()),
)
k = (
    downtime[(downtime["设备编号"] == "1CM01") & (downtime["原因类别"] != "计划")]
    .merge(defect_codes, left_on="原因代码", right_on="代码")
    .groupby("名称")["时长分钟"]
    .sum()
    .sort_values()
)
ask("join", "zh", "煤磨非计划停机里，累计停机时间最长的原因叫什么名字（对照代码表）？", text(k.index[-1]))
ask(
    "join",
    "en",
    "What is the spare-parts value in the equipment register (设备台账) for the machine with the most work orders?",
    number(register.set_index("设备编号").loc[c.index[0], "备件金额"]),
)

# --- abstain
ask("abstain", "zh", "2号窑的窑速现在多少？", ABSTAINED)
ask("abstain", "zh", "昨天水泥磨台时多少", ABSTAINED)
ask("abstain", "zh", "煤磨主电机轴承温度现在几度啊", ABSTAINED)
ask("abstain", "zh", "去年3月的熟料平均游离钙是多少？", ABSTAINED)
ask("abstain", "zh", "帮我把窑速降到3.8转", ABSTAINED)
ask("abstain", "zh", "篦冷机检修规程第三条怎么规定的？", ABSTAINED)
ask("abstain", "zh", "4月9日晚上10点到11点C5B下料温度的平均值是多少？", ABSTAINED)
assert plant("YRQ_TI05B", "2025-04-09T22:00", "2025-04-09T23:00").empty
ask("abstain", "en", "What was the kiln main motor current on 20 May 2025?", ABSTAINED)
ask("abstain", "en", "Average K2O in the clinker in March?", ABSTAINED)

# --- clarify
ask("clarify", "zh", "托轮瓦温3月18号平均多少度？", CLARIFY)
ask("clarify", "zh", "余热锅炉3月5日蒸汽流量平均多少", CLARIFY)
ask("clarify", "en", "What is the bearing temperature of the high-temperature fan right now?", CLARIFY)

# --- conversation
converse(
    "zh",
    ("4月5号窑尾排风机电流平均多少？", number(plant.stat("WP_II01", "mean", "2025-04-05", "2025-04-06"), "A")),
    ("那窑头排风机呢？", number(plant.stat("TP_II01", "mean", "2025-04-05", "2025-04-06"), "A")),
    ("最大值呢", number(plant.stat("TP_II01", "max", "2025-04-05", "2025-04-06"), "A")),
)
f1 = during(work_orders[work_orders["设备编号"] == "1GC01"], "报修时间", *MARCH)
converse(
    "zh",
    ("篦冷机三月份开了多少张工单？", count(len(f1))),
    ("其中故障抢修几张？", count((f1["工单类型"] == "故障抢修").sum())),
    ("这几张一共花了多少钱", number(f1[f1["工单类型"] == "故障抢修"]["费用"].sum())),
)
converse(
    "zh",
    ("4月1日烟囱氮氧化物平均多少？", number(plant.stat("SC_NOX", "mean", "2025-04-01", "2025-04-02"), "mg/m3")),
    ("2号呢？", number(plant.stat("SC_NOX", "mean", "2025-04-02", "2025-04-03"), "mg/m3")),
    ("那天最高冲到多少", number(plant.stat("SC_NOX", "max", "2025-04-02", "2025-04-03"), "mg/m3")),
)
t1 = downtime[downtime["设备编号"] == "1CM01"]
converse(
    "zh",
    ("煤磨到现在停机几次了？", count(len(t1))),
    ("计划停机有几次？", count((t1["原因类别"] == "计划").sum())),
    ("最长的那次停了多久？", number(t1["时长分钟"].max() * 60, "s")),
)
converse(
    "zh",
    ("一号熟料线的窑头煤粉仓现在有多少吨煤粉？", number(plant("MM_LI01").iloc[-1], "t")),
    ("窑尾的仓呢？", number(plant("MM_LI02").iloc[-1], "t")),
    ("水泥库呢？", ABSTAINED),
)
a1 = during(alarms, "报警时间", "2025-04-01", "2025-04-08")
converse(
    "en",
    ("How many alarms were there in the first week of April (1st to 7th)?", count(len(a1))),
    ("How many of those came from the kiln?", count((a1["设备编号"] == "1KL01").sum())),
    ("And from the preheater?", count((a1["设备编号"] == "1PH01").sum())),
)
converse(
    "en",
    (
        "What was the average kiln feed (入窑生料量) on 2 April?",
        number(plant.stat("WL_WF01", "mean", "2025-04-02", "2025-04-03"), "t/h"),
    ),
    ("And the minimum?", number(plant.stat("WL_WF01", "min", "2025-04-02", "2025-04-03"), "t/h")),
    ("Same average for 3 April?", number(plant.stat("WL_WF01", "mean", "2025-04-03", "2025-04-04"), "t/h")),
)


def write():
    suite.write_halves(suite.half_of_each_category(7))
