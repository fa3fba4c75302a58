// The frame as it stands in the document, so that a page is there before its script is: the rail of places, in both
// languages (styles/frame.css shows the one that is read). The links work at once; App.svelte puts itself in its place.
import { en } from "./src/i18n/en";
import { zh } from "./src/i18n/zh";
import { ON_PHONE, PLACES } from "./src/lib/address";
import { icons, type IconName } from "./src/ui/icons";

const text = (key: keyof typeof en): string => `<span lang="en">${en[key]}</span><span lang="zh">${zh[key]}</span>`;

const icon = (name: IconName, size: number): string =>
  `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${icons[name]}" /></svg>`;

const places = PLACES.map((place) => `<li${ON_PHONE.includes(place) ? ' class="phone"' : ""}><a href="/${place}">${icon(place, 18)}${text(`place.${place}`)}</a></li>`);

export const frame = `<div class="frame first"><nav class="rail">
<a class="brand" href="/ask"><img src="/icon.svg" alt="" width="24" height="24" /><span class="cut">Plantwright</span></a>
<div class="find">${icon("search", 15)}<span class="grow">${text("palette.open")}</span><kbd>Ctrl K</kbd></div>
<ul>${places.join("")}</ul>
<div class="end"><span class="menu"><span class="btn quiet settings">${icon("menu", 18)}${text("settings")}</span></span></div>
</nav><div></div></div>`;
