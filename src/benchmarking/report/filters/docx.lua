-- Word shows PNG everywhere and SVG almost nowhere; figures and wide tables must fit the page.
local stringify = pandoc.utils.stringify
local TALL = 1.3 -- height over width beyond which a figure is bound by the page's height
local line -- centimetres between the margins of the reference document
local SHORT = 12 -- characters of a cell that are kept on one line
local LETTERS = 90 -- characters that fit across a page in the letters of a table

local function image(found)
  local png = found.src:gsub("%.svg$", ".png")
  local there, _, contents = pcall(pandoc.mediabag.fetch, png)
  if not there then
    error("REFUSED:There is no '" .. png .. "' beside '" .. found.src ..
      "':NEXT:Word needs a PNG of every figure:END", 0)
  end
  found.src = png
  local known, size = pcall(pandoc.image.size, contents)
  if known and size.width > 0 and size.height / size.width > TALL then
    found.attributes.width, found.attributes.height = nil, "20cm"
  else
    local share = (found.attributes.width or "100%"):match("^([%d.]+)%%$")
    if share then found.attributes.width = string.format("%.2fcm", line * share / 100) end
  end
  return found
end

-- Widths that were chosen give way where a column would break its longest word.
local function with_room(widths, needs)
  local narrow, all = {}, 0
  for _, need in ipairs(needs) do all = all + need / LETTERS end
  if all >= 1 then
    for place, need in ipairs(needs) do widths[place] = need / LETTERS / all end
    return widths
  end
  local room, total, changed
  repeat
    room, total, changed = 1, 0, false
    for place, width in ipairs(widths) do
      if narrow[place] then room = room - needs[place] / LETTERS else total = total + width end
    end
    for place, width in ipairs(widths) do
      if not narrow[place] and width * room / total < needs[place] / LETTERS then
        narrow[place], changed = true, true
      end
    end
  until not changed
  for place, width in ipairs(widths) do
    widths[place] = narrow[place] and needs[place] / LETTERS or width * room / total
  end
  return widths
end

local function longest(text)
  local most = 0
  for word in text:gmatch("[^%s]+") do most = math.max(most, utf8.len(word) or #word) end
  return most
end

-- Every column gets room for its longest word, and a share of the rest by the length of its text.
local function table_(block)
  local needs, shares = {}, {}
  local function measure(row, margin)
    for place, cell in ipairs(row.cells) do
      local text = stringify(cell.contents)
      local length, chosen = utf8.len(text) or #text, block.colspecs[place][2]
      if length <= SHORT and (not chosen or (length + 2) / LETTERS <= chosen) then
        cell.contents = cell.contents:walk{Space = function() return pandoc.Str("\u{a0}") end}
        text = stringify(cell.contents)
        row.cells[place] = cell
      end
      needs[place] = math.max(needs[place] or 0, longest(text) + margin)
      shares[place] = math.max(shares[place] or 0, math.min(utf8.len(text) or #text, 60))
    end
  end
  for _, row in ipairs(block.head.rows) do measure(row, 3) end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do measure(row, 2) end
  end
  local widths = {}
  for place, spec in ipairs(block.colspecs) do widths[place] = spec[2] or shares[place] ^ 0.9 + 2 end
  for place, width in ipairs(with_room(widths, needs)) do
    block.colspecs[place] = {block.colspecs[place][1], width}
  end
  return block
end

-- pandoc gives tight lists the style of table cells, which is small; body text is what a list is.
local function list(block)
  return block:walk{Plain = function(item) return pandoc.Para(item.content) end}
end

local function styled(paragraph, style)
  return pandoc.Div({paragraph}, pandoc.Attr("", {}, {["custom-style"] = style}))
end

local LISTS = {BulletList = true, OrderedList = true}

-- What opens a section stays with the table that it speaks of; what follows a table stands clear of it.
local function neighbours(blocks)
  local was = nil
  for place, block in ipairs(blocks) do
    local after = blocks[place + 1]
    if block.t == "Para" and was == "Header" and after and after.t == "Table" then
      blocks[place] = styled(block, "Before Table")
    elseif block.t == "Para" and was == "Table" then
      blocks[place] = styled(block, "After Table")
    elseif LISTS[block.t] and was == "Table" then
      block.content[1][1] = styled(block.content[1][1], "After Table")
      blocks[place] = block
    end
    was = block.t
  end
  return blocks
end

local function raw(xml)
  return pandoc.RawBlock("openxml", xml)
end

-- word.py puts the page set-up of the reference document here.
local function turn(way)
  return raw('<w:p><w:pPr><w:pStyle w:val="Compact"/><w:sectPr w:' .. way .. '="1"/></w:pPr></w:p>')
end

local function div(block)
  if block.classes:includes("callout") then
    block.attributes["custom-style"] = "Callout"
    return block
  elseif block.classes:includes("landscape") then
    return pandoc.Blocks{turn("portrait")} .. block.content .. {turn("landscape")}
  end
end

local function xml_text(text)
  return (text:gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}))
end

-- A contents list that is there before Word is asked to update it, and in programs that never do.
local function contents(doc)
  local start = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">' ..
    'TOC \\o "1-2" \\h \\z \\u</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
  local lines = pandoc.List{'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>'}
  doc:walk{Header = function(heading)
    if heading.level > 2 then return end
    lines:insert(string.format('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>%s<w:hyperlink w:anchor="%s">' ..
      '<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:hyperlink></w:p>',
      heading.level, start, xml_text(heading.identifier), xml_text(stringify(heading))))
    start = ""
  end}
  lines:insert('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
  return raw('<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>' ..
    '</w:docPartObj></w:sdtPr><w:sdtContent>' .. table.concat(lines) .. '</w:sdtContent></w:sdt>')
end

local function with_contents(doc)
  if doc.meta["without-contents"] then return doc end
  doc.blocks:insert(1, contents(doc))
  return doc
end

local function measure_page(meta)
  line = tonumber(stringify(meta["text-width"]))
end

return {{Meta = measure_page}, {Image = image, Table = table_, Div = div, BulletList = list, OrderedList = list}, {Blocks = neighbours}, {Pandoc = with_contents}}
