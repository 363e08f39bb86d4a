#include "catalogue/catalog_item.hpp"

#include <algorithm>

namespace amazon_seller {

namespace {

struct Dimension {
  Text value, unit;
};

struct Dimensions {
  Dimension length, width, height, weight;
};

struct CatalogItem {
  Text asin, title, brand, manufacturer, classification, product_type, group, model, part, color, size, style;
  Text release_date, browse_node_id, browse_node, classifications;
  Text ean, upc, image, rank_group, parent, classification_rank_title, classification_ranks;
  std::optional<int64_t> package_quantity, rank, classification_rank;
  Dimensions item, package;
  std::string_view raw;
};

// Members that stand once for each marketplace; only one is asked for.
template <class Use>
void for_the_marketplace(Value value, Use&& use) {
  amazon::for_each_element(value, [&](Value entry) { amazon::for_each_member(entry, use); });
}

void read_browse_node(CatalogItem& item, Value node, ValueReader& values) {
  amazon::for_each_member(node, [&](std::string_view key, Value value) {
    if (key == "displayName")
      item.browse_node = values.some_text("summaries.browseClassification.displayName", value);
    if (key == "classificationId")
      item.browse_node_id = values.some_text("summaries.browseClassification.classificationId", value);
  });
}

void read_summary_member(CatalogItem& item, std::string_view key, Value value, ValueReader& values) {
  const auto text = [&](Text& into, const char* name, const char* member) {
    if (key == name) into = values.some_text(member, value);
  };
  text(item.title, "itemName", "summaries.itemName");
  text(item.brand, "brand", "summaries.brand");
  text(item.manufacturer, "manufacturer", "summaries.manufacturer");
  text(item.classification, "itemClassification", "summaries.itemClassification");
  text(item.group, "websiteDisplayGroupName", "summaries.websiteDisplayGroupName");
  text(item.model, "modelNumber", "summaries.modelNumber");
  text(item.part, "partNumber", "summaries.partNumber");
  text(item.color, "color", "summaries.color");
  text(item.size, "size", "summaries.size");
  text(item.style, "style", "summaries.style");
  if (key == "releaseDate") item.release_date = values.date("summaries.releaseDate", value);
  if (key == "packageQuantity") item.package_quantity = values.integer("summaries.packageQuantity", value);
  if (key == "browseClassification") read_browse_node(item, value, values);
}

void read_identifiers(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    Text type, identifier;
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key == "identifierType") type = values.text("identifiers.identifierType", value);
      if (key == "identifier") identifier = values.some_text("identifiers.identifier", value);
    });
    if (type == "EAN" && !item.ean) item.ean = identifier;
    if (type == "UPC" && !item.upc) item.upc = identifier;
  });
}

// The first of the main images is the largest.
void read_images(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    Text variant, link;
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key == "variant") variant = values.text("images.variant", value);
      if (key == "link") link = values.some_text("images.link", value);
    });
    if (variant == "MAIN" && !item.image) item.image = link;
  });
}

struct Rank {
  Text title;
  std::optional<int64_t> rank;
};

Rank read_rank(Value entry, ValueReader& values) {
  Rank found;
  amazon::for_each_member(entry, [&](std::string_view key, Value value) {
    if (key == "title") found.title = values.some_text("salesRanks.title", value);
    if (key == "rank") found.rank = values.integer("salesRanks.rank", value);
  });
  return found;
}

// Of the display group: there is one for each product.
void read_group_ranks(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    const Rank found = read_rank(entry, values);
    if (item.rank) return;
    item.rank = found.rank;
    item.rank_group = found.title;
  });
}

// Of classifications there are many: the best is told beside all of them.
void read_classification_ranks(CatalogItem& item, Value list, ValueReader& values) {
  if (amazon::is_null(list)) return;
  simdjson::ondemand::array ranks = list.get_array();
  item.classification_ranks = amazon::trim_end(ranks.raw_json());
  ranks.reset();
  for (auto entry : ranks) {
    const Rank found = read_rank(entry.value(), values);
    if (!found.rank || (item.classification_rank && *found.rank >= *item.classification_rank)) continue;
    item.classification_rank = found.rank;
    item.classification_rank_title = found.title;
  }
}

void read_relationships(CatalogItem& item, Value list, ValueReader& values) {
  amazon::for_each_element(list, [&](Value entry) {
    amazon::for_each_member(entry, [&](std::string_view key, Value value) {
      if (key != "parentAsins") return;
      amazon::for_each_element(value, [&](Value parent) {
        if (!item.parent) item.parent = values.some_text("relationships.parentAsins", parent);
      });
    });
  });
}

void read_dimensions(Dimensions& dimensions, Value object, ValueReader& values) {
  amazon::for_each_member(object, [&](std::string_view key, Value content) {
    Dimension* into = key == "length"   ? &dimensions.length
                      : key == "width"  ? &dimensions.width
                      : key == "height" ? &dimensions.height
                      : key == "weight" ? &dimensions.weight
                                        : nullptr;
    if (!into) return;
    amazon::for_each_member(content, [&](std::string_view name, Value value) {
      if (name == "value") into->value = values.decimal("dimensions.value", value);
      if (name == "unit") into->unit = values.some_text("dimensions.unit", value);
    });
  });
}

void read_member(CatalogItem& item, std::string_view key, Value value, ValueReader& values) {
  for_the_marketplace(value, [&](std::string_view part, Value content) {
    if (key == "summaries") read_summary_member(item, part, content, values);
    if (key == "identifiers" && part == "identifiers") read_identifiers(item, content, values);
    if (key == "images" && part == "images") read_images(item, content, values);
    if (key == "salesRanks" && part == "displayGroupRanks") read_group_ranks(item, content, values);
    if (key == "salesRanks" && part == "classificationRanks")
      read_classification_ranks(item, content, values);
    if (key == "relationships" && part == "relationships") read_relationships(item, content, values);
    if (key == "productTypes" && part == "productType")
      item.product_type = values.some_text("productTypes.productType", content);
    if (key == "dimensions" && part == "item") read_dimensions(item.item, content, values);
    if (key == "dimensions" && part == "package") read_dimensions(item.package, content, values);
    if (key == "classifications" && part == "classifications")
      item.classifications = values.json("classifications", content);
  });
}

CatalogItem read_item(simdjson::ondemand::object record, PageReader& reader) {
  ValueReader& values = reader.values();
  CatalogItem item;
  item.raw = amazon::read_record(record, [&](std::string_view key, Value value) {
    if (key == "asin") {
      item.asin = values.some_text("asin", value);
      reader.name_record(item.asin);
    } else if (std::ranges::count(kCatalogItemData, key) > 0) {
      read_member(item, key, value, values);
    }
  });
  if (!item.asin) throw Unreadable("the member 'asin' is missing");
  return item;
}

void add_dimensions(mooring::Rows& rows, const Dimensions& dimensions) {
  for (const Dimension* one : {&dimensions.length, &dimensions.width, &dimensions.height, &dimensions.weight})
    rows.add_decimal(one->value).add_text(one->unit);
}

}  // namespace

void add_catalog_item(mooring::Rows& rows, const std::string& marketplace, simdjson::ondemand::object record,
                      PageReader& reader) {
  const CatalogItem item = read_item(record, reader);
  rows.begin_row(marketplace, item.raw).add_text(marketplace).add_text(item.asin).add_text(item.title);
  rows.add_text(item.brand).add_text(item.manufacturer).add_text(item.classification);
  rows.add_text(item.product_type).add_text(item.group).add_text(item.model).add_text(item.part);
  rows.add_text(item.color).add_text(item.size).add_text(item.style).add_date(item.release_date);
  rows.add_integer(item.package_quantity).add_text(item.ean).add_text(item.upc).add_text(item.image);
  rows.add_integer(item.rank).add_text(item.rank_group).add_text(item.parent);
  rows.add_text(item.browse_node_id).add_text(item.browse_node).add_json(item.classifications);
  rows.add_integer(item.classification_rank).add_text(item.classification_rank_title);
  rows.add_json(item.classification_ranks);
  add_dimensions(rows, item.item);
  add_dimensions(rows, item.package);
}

}  // namespace amazon_seller
