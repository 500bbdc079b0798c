-- pandoc's own Typst writer leaves out alternative text, which PDF/UA requires, and lets "- x" or "..."
-- within a table cell become a list or an ellipsis.
local TALL = 1.3 -- height over width beyond which a figure is bound by the page's height

local function quoted(text)
  return '"' .. text:gsub("[\\\"]", "\\%0"):gsub("%s+", " ") .. '"'
end

local function words(str)
  if str.text:match("%p") then return pandoc.RawInline("typst", (str.text:gsub("%p", "\\%0"))) end
end

local function markup(inlines)
  local text = pandoc.write(pandoc.Pandoc{pandoc.Plain(inlines:walk{Str = words})}, "typst", {wrap_text = "none"})
  return (text:gsub("%s+$", ""))
end

local function extent(image)
  local _, contents = pandoc.mediabag.fetch(image.src)
  local known, size = pcall(pandoc.image.size, contents)
  if known and size.width > 0 and size.height / size.width > TALL then return "height: 21cm" end
  return "width: " .. (image.attributes.width or "100%")
end

local function figure(block)
  local image = block.content[1].content[1]
  local alt = quoted(pandoc.utils.stringify(image.caption))
  local label = block.identifier ~= "" and " <" .. block.identifier .. ">" or ""
  return pandoc.RawBlock("typst", string.format(
    "#figure(image(%s, alt: %s, %s, fit: \"contain\"), alt: %s, caption: [%s])%s",
    quoted(image.src), alt, extent(image), alt,
    markup(pandoc.utils.blocks_to_inlines(block.caption.long)), label))
end

-- A short table stays on one page; a cell longer than a page may break, or its end would be lost.
local function table_(block)
  local characters, longest, rows = 0, 0, 0
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      rows = rows + 1
      for _, cell in ipairs(row.cells) do
        local length = #pandoc.utils.stringify(cell.contents)
        characters, longest = characters + length, math.max(longest, length)
      end
    end
  end
  local opening
  if rows <= 8 and characters < 700 then
    opening = "#block(breakable: false)["
  elseif longest > 300 then
    opening = "#[#set table.cell(breakable: true)"
  end
  if opening then return {pandoc.RawBlock("typst", opening), block, pandoc.RawBlock("typst", "]")} end
end

local function div(block)
  if block.classes:includes("newpage") then return pandoc.RawBlock("typst", "#pagebreak(weak: true)") end
  local wrappers = {landscape = "landscape", callout = "callout", small = "small"}
  for _, class in ipairs(block.classes) do
    if wrappers[class] then
      local blocks = pandoc.Blocks{pandoc.RawBlock("typst", "#" .. wrappers[class] .. "[")}
      return blocks .. block.content .. {pandoc.RawBlock("typst", "]")}
    end
  end
end

-- What opens a section stays on the page of the table that it speaks of.
local function together(blocks)
  local kept, was = pandoc.Blocks{}, nil
  for place, block in ipairs(blocks) do
    local after = blocks[place + 1]
    if block.t == "Para" and was == "Header" and after and after.t == "Table" then
      kept:extend{pandoc.RawBlock("typst", "#block(sticky: true)["), block, pandoc.RawBlock("typst", "]")}
    else
      kept:insert(block)
    end
    was = block.t
  end
  return kept
end

return {{Blocks = together}, {Figure = figure, Table = table_, Div = div}, {Str = words}}
