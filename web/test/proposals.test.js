import { proposedSystems } from "../static/js/proposals.js";
import { law } from "./law.js";

/** @param {string} rule @param {string} message */
const problem = (rule, message) => ({ rule, message, severity: "warning" });

law("the systems that problems name are proposed in their order, without the one that was tried", (_, bad) => {
  for (const [message, want, tried] of [
    ["load with crs=EPSG:4547 or EPSG:4548,yx", "EPSG:4547 EPSG:4548,yx"],
    ["the label says WGS84; if it is CGCS2000 load with crs=CGCS2000", "CGCS2000"],
    ["axes are swapped: crs=WGS84,yx", "WGS84,yx"],
    ["crs=GCJ-02, crs=BD09 or BD-09,yx", "GCJ-02 BD09 BD-09,yx"],
    ["crs=WGS84 was tried; crs=GCJ02 and crs=GCJ02", "GCJ02", "WGS84"],
    ["WGS84 and CGCS2000 alone, crs=WGS72", ""],
  ]) {
    const got = proposedSystems([problem("transform", message)], tried).join(" ");
    if (got !== want) bad.push(`${message}: ${got}, want ${want}`);
  }
});
