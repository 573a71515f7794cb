// What is wanted later than the first answer: what saves and prints, the report on a file, the data view.

export * from "./export_dialog.js";
export { createDataView } from "./datasets.js";
export { examine } from "./drop_report.js";
export { loadSample } from "../sample.js";
