//! Problems in the asker's language. Messages of tools are English; what a reader in Chinese
//! needs is said by the code, with the message after it.

use plant::{Language, Problem};

/// What a person may do instead where the plant is not to be operated.
const ACT: [&str; 2] = [
    "A work order, a note or a watch can be proposed: `plantwright propose`, or the page's Logbook.",
    "工单、备注和监视可以提议：`plantwright propose`，或页面的“运行日志”。",
];

pub fn problem(problem: &Problem, language: Language) -> String {
    let text = worded(problem, language);
    match (problem.code.as_str(), language) {
        ("PW6002", Language::English) => format!("{text} {}", ACT[0]),
        ("PW6002", Language::Chinese) => format!("{text}{}", ACT[1]),
        _ => text,
    }
}

fn worded(problem: &Problem, language: Language) -> String {
    let detail = if problem.help.is_empty() {
        problem.message.clone()
    } else {
        format!("{} ({})", problem.message, problem.help)
    };
    match language {
        Language::English => sentence(&detail),
        Language::Chinese => format!("{}（{detail}）", chinese(&problem.code)),
    }
}

fn chinese(code: &str) -> &'static str {
    match code {
        "PW3101" => "这个工厂没有测量您问的量。",
        "PW3102" => "这个工厂没有这台设备。",
        "PW3103" | "PW3106" => "没有这样的记录表或列。",
        "PW3104" => "这段时间没有数据。",
        "PW3105" => "这个测点没有任何数据。",
        "PW3107" => "数据太少，算不出来。",
        "PW3108" => "工厂描述里没有给出这一项。",
        "PW3202" => "这两个单位不能互相换算。",
        "PW3203" => "这个测点的值不是数字。",
        "PW6001" => "在这个工厂里找不到您问的内容。",
        "PW6002" => "我只读取数据，不操作设备。",
        "PW6003" => "这个文件不属于本工厂。",
        "PW6004" => "这里没有做这种计算的工具。",
        "PW6005" => "这是要我改变工作方式，我不会照做。",
        "PW6006" => "暂时还不能按多天的同一时段计算，请一次问一天。",
        "PW6007" => "文档还没有读入，手册里的内容这里不知道。",
        _ => "这个问题没有答出来。",
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let capital: String = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{capital}{}{end}", chars.as_str())
}
