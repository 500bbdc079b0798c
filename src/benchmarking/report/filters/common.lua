-- Runs first in every form: refuses what a reader could not use, tells alternative text from
-- captions, and numbers figures and tables, so that HTML, DOCX and PDF say the same.
local stringify = pandoc.utils.stringify
local LINE = 90 -- characters that fit across a page in the letters of a table
local counts, labels = {Figure = 0, Table = 0}, {}

local function refuse(problem, next_step)
  error("REFUSED:" .. problem .. ":NEXT:" .. (next_step or "") .. ":END", 0)
end

local function short(text)
  return #text > 80 and text:sub(1, 77) .. "..." or text
end

local function numbered(kind, id, caption)
  counts[kind] = counts[kind] + 1
  local label = kind .. "\u{a0}" .. counts[kind]
  if id ~= "" then labels["#" .. id] = label end
  return pandoc.Inlines{pandoc.Strong{pandoc.Str(label .. ":")}, pandoc.Space()} .. caption
end

local function check_headings(blocks)
  local last = 0
  blocks:walk{Header = function(heading)
    local text = stringify(heading)
    if last == 0 and heading.level ~= 1 then
      refuse("The first heading, '" .. text .. "', is of level " .. heading.level, "Start with a chapter, '# ...'")
    elseif heading.level > last + 1 then
      refuse("The heading '" .. text .. "' skips a level", "Give it " .. (last + 1) .. " signs '#' or fewer")
    elseif text == "" then
      refuse("A heading is empty", "Give it words or remove it")
    end
    last = heading.level
  end}
end

local function check_image(image)
  local alt = stringify(image.caption)
  if alt:match("^%s*$") then
    refuse("The image '" .. image.src .. "' has no alternative text", "Write ![what it shows](file \"caption\")")
  elseif image.title == "" then
    refuse("The image '" .. image.src .. "' has no caption", "Write ![what it shows](file \"caption\")")
  elseif image.src:match("^%a[%w+.-]*:") or image.src:match("^[/\\]") or image.src:match("%.%.") then
    refuse("The image '" .. image.src .. "' is not in the report's own folder")
  end
  local there, _, contents = pcall(pandoc.mediabag.fetch, image.src)
  if not there then refuse("There is no image '" .. image.src .. "'", "Draw it before the report is written") end
  if not pcall(pandoc.image.size, contents) then
    refuse("The image '" .. image.src .. "' is empty or no image", "Draw it again")
  end
end

local function check_link(link)
  local scheme = link.target:match("^(%a[%w+.-]*):")
  if scheme and not ({http = true, https = true, mailto = true})[scheme:lower()] then
    refuse("A link leads to '" .. short(link.target) .. "'", "Link to http, https or mailto addresses only")
  end
end

local function figure(block)
  local image
  block:walk{Image = function(found) image = found end}
  image = image:clone()
  local caption = numbered("Figure", block.identifier, pandoc.Inlines(image.title))
  image.caption = pandoc.Inlines(stringify(image.caption))
  image.title = ""
  block.caption = {long = {pandoc.Plain(caption)}}
  block.content = {pandoc.Plain{image}}
  return block
end

local function longest_words(block)
  local needs = {}
  local function measure(row)
    for place, cell in ipairs(row.cells) do
      for word in stringify(cell.contents):gmatch("%S+") do
        needs[place] = math.max(needs[place] or 0, utf8.len(word) or #word)
      end
    end
  end
  for _, row in ipairs(block.head.rows) do measure(row) end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do measure(row) end
  end
  return needs
end

-- Lines too long for pandoc make every width the same, which nobody meant: those are left to the form.
-- Uneven widths were chosen; they give way where a column would break its longest word.
local function set_widths(block)
  local widths, chosen, total = {}, false, 0
  for place, spec in ipairs(block.colspecs) do
    widths[place] = spec[2]
    chosen = chosen or spec[2] ~= block.colspecs[1][2]
  end
  if chosen then
    local needs = longest_words(block)
    for place, width in ipairs(widths) do
      widths[place] = math.max(width, ((needs[place] or 0) + 2) / LINE)
      total = total + widths[place]
    end
  end
  for place, spec in ipairs(block.colspecs) do
    block.colspecs[place] = {spec[1], chosen and widths[place] / total or nil}
  end
end

-- Columns of figures stand right, so that their digits stand under each other.
local function set_sides(block)
  local figures = {}
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      for place, cell in ipairs(row.cells) do
        local text = stringify(cell.contents)
        local missing, figure = text == "–" or text:match("^%[%a%]$"), text:match("^[£+−-]*%d[%d,.]*%%?$")
        if not missing then figures[place] = figure ~= nil and figures[place] ~= false end
      end
    end
  end
  for place, spec in ipairs(block.colspecs) do
    if place > 1 and spec[1] == "AlignDefault" and figures[place] then
      block.colspecs[place] = {pandoc.AlignRight, spec[2]}
    end
  end
end

local function set_out(block)
  set_widths(block)
  set_sides(block)
  for _, body in ipairs(block.bodies) do body.row_head_columns = 1 end
  return block
end

local function table_(block)
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
  if #caption == 0 then
    refuse("A table has no caption: its first heading is '" .. short(stringify(block.head)) .. "'",
      "Put a line ': caption' after it")
  elseif #block.head.rows == 0 or stringify(block.head) == "" then
    refuse("The table '" .. short(stringify(caption)) .. "' has no header row", "Name its columns")
  end
  for _, row in ipairs(block.head.rows) do
    for _, cell in ipairs(row.cells) do
      if stringify(cell.contents) == "" then
        refuse("The table '" .. short(stringify(caption)) .. "' has a column without a name", "Name every column")
      end
    end
  end
  block.caption = {long = {pandoc.Plain(numbered("Table", block.identifier, caption))}}
  return set_out(block)
end

-- A picture's own figures stand behind it on the page; in Word and in print tables.xlsx has them.
local function figure_data(block)
  if not block.classes:includes("figure-data") then return nil end
  if not FORMAT:match("html") then return {}, false end
  local label = "Figure\u{a0}" .. counts.Figure
  block.attributes.figure = label
  block.content = block.content:walk{Table = function(held)
    held.caption = {long = {pandoc.Plain{pandoc.Strong{pandoc.Str(label)}, pandoc.Str(" as a table")}}}
    return set_out(held)
  end}
  return block, false
end

-- A figure's link to its warrant has the number of its entry as title: on paper the number follows as a note,
-- once in a paragraph or a cell.
local function noted(block)
  local seen = {}
  return block:walk{Link = function(link)
    if not link.target:match("^#[wc]%-") then return nil end
    local number = link.title
    if number == "" or seen[number] then return link.content end
    seen[number] = true
    return link.content .. {pandoc.Superscript{pandoc.Link({pandoc.Str(number)}, link.target)}}
  end}
end

local function reference(link)
  if #link.content > 0 then return nil end
  local label = labels[link.target]
  if not label then
    refuse("A link to '" .. link.target .. "' has no words and leads to no figure or table of the report",
      "Check the name in {#...}, or give the link words")
  end
  link.content = pandoc.Inlines(pandoc.Str(label))
  return link
end

local function on_page(link)
  if link.target:match("^#[wc]%-") then link.title = "" end
  return reference(link) or link
end

function Pandoc(doc)
  check_headings(doc.blocks)
  local images, figures = 0, 0
  doc:walk{
    Image = function(image) images = images + 1; check_image(image) end,
    Figure = function() figures = figures + 1 end,
    Link = check_link,
  }
  if images ~= figures then
    refuse("An image stands within a paragraph or beside another", "Give each image a paragraph of its own")
  end
  local whole = doc:walk{traverse = "topdown", Figure = figure, Div = figure_data, Table = table_}
  if FORMAT:match("html") then return whole:walk{Link = on_page} end
  return whole:walk{Link = reference}:walk{Para = noted, Plain = noted}
end
