package web

// Join is join, for pages that have a fault.
var Join = join
