#include "chordae/eval/html_style.h"

namespace chordae::html {

std::string_view page_style() {
  return R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--soft:#595959;--edge:#d4d7dc;--fill:#f5f6f8;--link:#005a9c;
--note:#0072b2;--warning:#b45f00;--error:#b3261e}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans",sans-serif}
a{color:var(--link)}
header,main,footer{padding:0 1rem}
header{padding-top:1.5rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .8rem;padding-top:.6rem;border-top:2px solid var(--edge)}
h3{font-size:1.05rem;line-height:1.3;margin:1.8rem 0 .6rem}
h1,h2,h3,p,li,dt,dd,figcaption{overflow-wrap:anywhere}
td,th{overflow-wrap:break-word}
p{margin:.6rem 0;max-width:46rem}
.subtitle,footer,.caption,figcaption,.more{color:var(--soft)}
footer{margin:3rem 0 2rem;font-size:.85rem}
nav{font-size:.9rem;line-height:1.35}
nav ol{list-style:none;margin:0;padding:0}
nav ol ol{padding-left:.9rem}
nav li{margin:.35rem 0}
nav a{text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
.contents-side{display:none}
.contents-top{margin:1rem 0;padding:.6rem .9rem;border:1px solid var(--edge);border-radius:6px;background:var(--fill)}
summary{cursor:pointer}
summary h3{display:inline}
details.part{margin:.5rem 0;padding:.5rem .8rem;border:1px solid var(--edge);border-radius:6px}
details.numbers{margin:.4rem 0;font-size:.9rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:.7rem;margin:1rem 0}
dl div{padding:.6rem .8rem;border:1px solid var(--edge);border-radius:6px;background:var(--fill)}
dt{font-size:.85rem;color:var(--soft)}
dd{margin:0;font-size:1.1rem;font-variant-numeric:tabular-nums}
.notice{margin:.8rem 0;padding:.6rem .9rem;border:1px solid var(--edge);border-left:5px solid var(--note);background:var(--fill);max-width:52rem}
.notice.warning{border-left-color:var(--warning)}
.notice.error{border-left-color:var(--error)}
.notice p{margin:0}
.notice ul{margin:.4rem 0 0;padding-left:1.2rem}
.scroll{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.875rem;line-height:1.35;font-variant-numeric:tabular-nums}
.caption{font-size:.875rem;line-height:1.4;margin:1rem 0 .4rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--edge);text-align:left;vertical-align:top;min-width:3.5rem;max-width:24rem}
thead th{border-bottom:2px solid var(--soft);vertical-align:bottom}
tbody th{font-weight:normal}
.n{text-align:right}
td.n{white-space:nowrap}
figure{margin:1.2rem 0}
figcaption{font-size:.875rem;line-height:1.4;margin:.4rem 0;max-width:46rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:1rem;align-items:start}
.panels.one{display:block}
.panels figure,.wide figure{margin:0}
.chart{display:block;width:100%;height:auto;max-width:34rem}
.wide{overflow-x:auto}
.wide .chart{min-width:40rem;max-width:62rem}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,14rem),1fr));gap:1rem}
.pictures figure{margin:0}
.pictures img{display:block;width:100%;height:auto;image-rendering:pixelated}
.flow ol{list-style:none;margin:0;padding:0;max-width:44rem}
.flow li{position:relative;padding-bottom:1.6rem}
.flow li:last-child{padding-bottom:0}
.flow .box{position:relative;padding:.5rem .9rem;border:1.5px solid var(--ink);background:var(--paper);max-width:24rem}
.flow b{white-space:nowrap}
.flow ul{max-width:26rem;list-style:none;margin:.8rem 0 0 3.2rem;padding:.5rem .9rem;border:1px solid var(--soft);background:var(--fill);font-size:.9rem;position:relative}
.flow ul li{padding:0}
.flow ul::before{content:"";position:absolute;left:-2rem;top:50%;width:2rem;border-top:1px solid var(--soft)}
.flow ol>li:not(:last-child)::before{content:"";position:absolute;left:1.2rem;top:1rem;bottom:.35rem;border-left:1.5px solid var(--ink)}
.flow ol>li:not(:last-child)::after{content:"";position:absolute;left:calc(1.2rem - 4px);bottom:0;border:5px solid transparent;border-top:8px solid var(--ink);border-bottom:0}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media (max-width:40rem){
tbody th{min-width:8.5rem;max-width:9rem;overflow-wrap:anywhere}
}
@media (min-width:64rem){
body{display:grid;grid-template-columns:17rem minmax(0,1fr);grid-template-rows:auto 1fr auto;max-width:88rem;margin:0 auto}
header,main,footer{grid-column:2;padding-left:2rem;padding-right:2rem}
.contents-top{display:none}
.contents-side{display:block;grid-column:1;grid-row:1/4;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:1.6rem 1rem;border-right:1px solid var(--edge)}
}
@media screen and (prefers-color-scheme:dark){
:root{--paper:#16181c;--ink:#e8e8e8;--soft:#b0b0b0;--edge:#3a3e45;--fill:#1f2227;--link:#7cc4f5;--note:#56b4e9;--warning:#e69f00;--error:#ff8a80}
}
@media print{
@page{size:A4;margin:16mm 15mm}
:root{color-scheme:light}
body{display:block;font-size:10pt;max-width:none}
header,main,footer{padding:0}
nav,.skip,.more a,details.numbers{display:none}
h2,h3,.caption{break-after:avoid}
figure,.notice,tr,dl div{break-inside:avoid}
thead{display:table-header-group}
.panels{grid-template-columns:1fr 1fr}
.chart{max-width:88mm}
.wide .chart{min-width:0;max-width:180mm;max-height:235mm}
.scroll,.wide{overflow:visible}
figcaption{font-size:8.5pt}
table{font-size:8pt}
th,td{padding:.15rem .4rem;min-width:0}
a{color:inherit;text-decoration:none}
}
)";
}

}  // namespace chordae::html
