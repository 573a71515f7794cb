// The safe palette's colours of land-use classes, for the page and for the reports of the service: JSON after "table = ".

/**
 * groups: a colour, and the beginnings of the codes of GB 50137 and of 2023 that have it; the longest that fits wins.
 * Any two colours stay apart (ΔE00 of 10) for eyes that lack one kind of cones.
 * tags: values of OpenStreetMap's classes by the code of a group. first: classes that cover most land of their group, so are the last to be hatched.
 * @type {{groups: [string, string[]][], tags: Record<string, string[]>, first: string[]}}
 */
export const table = {
  "groups": [
    ["#EEE241", ["R", "07"]],
    ["#CC76AF", ["A", "08"]],
    ["#F1BDE0", ["A3", "0802", "0804"]],
    ["#A8487D", ["A5", "A6", "0806", "0807"]],
    ["#C95500", ["B", "09"]],
    ["#94754A", ["M", "H5", "10"]],
    ["#4F3B6D", ["W", "11"]],
    ["#ABADB0", ["S", "H2", "12"]],
    ["#314E54", ["U", "H3", "13"]],
    ["#38A575", ["G", "14"]],
    ["#1F6B51", ["G2", "1402", "03"]],
    ["#A8DAC3", ["G3", "1403", "04", "05"]],
    ["#53B4EB", ["E1", "17", "21", "22", "24"]],
    ["#D1DBA5", ["E", "01", "02", "06"]],
    ["#8A8A8A", ["H", "15", "23"]],
    ["#1851AF", ["18", "19", "20"]],
    ["#FFFFFF", ["16"]]
  ],
  "tags": {
    "R": ["residential"],
    "A": ["institutional", "religious", "stadium", "sports_centre", "pitch"],
    "A3": ["education", "school", "university", "college", "kindergarten"],
    "A5": ["hospital", "clinic"],
    "B": ["commercial", "retail", "marketplace"],
    "M": ["industrial", "quarry"],
    "S": ["port", "railway", "depot", "garages", "parking"],
    "U": ["landfill", "wastewater_plant"],
    "G": ["grass", "park", "recreation_ground", "garden", "village_green"],
    "H": ["cemetery"],
    "G2": ["forest", "wood", "scrub"],
    "G3": ["meadow", "grassland", "heath", "wetland"],
    "E1": ["water", "reservoir", "basin", "aquaculture", "bay"],
    "E": ["farmland", "farmyard", "orchard", "vineyard", "plant_nursery", "greenhouse_horticulture", "allotments"]
  },
  "first": ["R2", "R21", "070102"]
};
