-- Images inside the page, tables that scroll within a labelled region, header cells with their scope.
local stringify = pandoc.utils.stringify
local SHORT = 16 -- characters of a cell that are kept on one line

local function image(found)
  local mime, contents = pandoc.mediabag.fetch(found.src)
  found.src = pandoc.mediabag.make_data_uri(mime, contents)
  found.attributes.loading = nil
  return found
end

local function scoped(cell, scope)
  cell.attr.attributes.scope = scope
  return cell
end

local function table_(block)
  for _, row in ipairs(block.head.rows) do
    for place, cell in ipairs(row.cells) do row.cells[place] = scoped(cell, "col") end
  end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      local first = row.cells[1]
      if first and stringify(first.contents) ~= "" then row.cells[1] = scoped(first, "row") end
    end
  end
  for _, body in ipairs(block.bodies) do
    for _, row in ipairs(body.body) do
      for _, cell in ipairs(row.cells) do
        local text = stringify(cell.contents)
        if (utf8.len(text) or #text) <= SHORT then cell.attr.classes:insert("short") end
      end
    end
  end
  local label = stringify(block.caption.long)
  local caption = pandoc.utils.blocks_to_inlines(block.caption.long)
  block.caption = {long = {pandoc.Plain{pandoc.Span(caption, pandoc.Attr("", {"caption-text"}))}}}
  return pandoc.Div({block}, pandoc.Attr("", {"table-region"},
    {{"role", "group"}, {"tabindex", "0"}, {"aria-label", label}}))
end

local function div(block)
  local figure = block.attributes.figure
  if not figure then return nil end
  local opening = '<details class="figure-data"><summary>' .. figure .. " as a table</summary>"
  return {pandoc.RawBlock("html", opening)} .. block.content .. {pandoc.RawBlock("html", "</details>")}
end

return {{Image = image, Table = table_}, {Div = div}}
