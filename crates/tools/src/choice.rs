//! The tags that a list, a quantity or an asset leaves to choose from.

use plant::{Problem, Tag};
use tool::TagProfile;

use crate::support::{Call, problems};

/// The tags of the argument `name`, of every tag when it is empty, that belong to the argument
/// `asset` or what is below it and measure the argument `quantity`, where those are given.
///
/// # Errors
/// PW3101, PW3102, PW3201; PW3108 when nothing is left.
pub fn chosen_tags<'c>(call: &'c Call<'_>, name: &str) -> Result<Vec<&'c Tag>, Problem> {
    let mut tags = call.tags(name)?;
    if let Some(asset) = call.asset("asset")? {
        let below: Vec<&str> =
            call.plant().subtree(&asset.id).iter().map(|asset| asset.id.as_str()).collect();
        tags.retain(|tag| tag.asset.as_deref().is_some_and(|id| below.contains(&id)));
    }
    if let Some(quantity) = call.text("quantity")? {
        let wanted = problems::fold(&quantity);
        let measured = |tag: &&Tag| tag.quantity.as_deref().map(problems::fold);
        // "temperature" alone means also "bearing temperature", unless something is just that.
        let exact = tags.iter().any(|tag| measured(tag).as_deref() == Some(wanted.as_str()));
        tags.retain(|tag| {
            measured(tag)
                .is_some_and(|quantity| if exact { quantity == wanted } else { quantity.contains(&wanted) })
        });
    }
    if tags.is_empty() {
        return Err(problems::not_described("no tag measures that there")
            .help("Ask for another quantity or asset; find_tags lists what is measured."));
    }
    Ok(tags)
}

/// Whether numbers are recorded of a tag.
pub fn has_numbers(profile: Option<&TagProfile>) -> bool {
    profile.is_some_and(|profile| profile.count > 0 && profile.minimum.is_some())
}
