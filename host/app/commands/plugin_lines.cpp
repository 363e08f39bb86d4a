#include "app/commands/plugin_lines.hpp"

#include <iostream>

#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

JsonObject::Ptr object() {
  return JsonObject::Ptr(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
}

std::string regions_of(const Manifest& manifest) {
  std::string out;
  for (const ManifestRegion& region : manifest.regions) {
    std::string consents;
    for (const ManifestConsent& consent : region.consents)
      consents += (consents.empty() ? "" : ", ") + consent.id;
    out += " " + region.id + (consents.empty() ? "" : " (" + consents + ")");
  }
  return out;
}

JsonObject::Ptr stream_json(const StreamRule& stream) {
  auto out = object();
  out->set("id", stream.id);
  out->set("title", stream.title);
  std::string key;
  for (const std::string& name : stream.primary_key)
    key += (key.empty() ? "" : ", ") + name;
  out->set("key", key);
  out->set("tags", stream.annotatable ? "yes" : "");
  return out;
}

}  // namespace

std::string takes(const SettingRule& setting) {
  if (!setting.choices.empty()) {
    const char* last = setting.type == SettingType::list ? " and " : " or ";
    std::string out;
    for (size_t i = 0; i < setting.choices.size(); ++i)
      out += (i == 0 ? "" : i + 1 == setting.choices.size() ? last : ", ") + setting.choices[i];
    return (setting.type == SettingType::list ? "some of " : "") + out;
  }
  if (setting.type == SettingType::boolean) return "true or false";
  if (setting.type != SettingType::integer) return "text";
  std::string out = "a whole number";
  if (setting.minimum) out += ", at least " + std::to_string(*setting.minimum);
  if (setting.maximum) out += ", at most " + std::to_string(*setting.maximum);
  return out;
}

JsonArray::Ptr settings_json(const Manifest& manifest) {
  JsonArray::Ptr settings(new JsonArray);
  for (const SettingRule& setting : manifest.settings) {
    auto one = object();
    one->set("key", setting.key);
    one->set("takes", takes(setting));
    one->set("default", setting.default_value);
    one->set("title", setting.title);
    settings->add(one);
  }
  return settings;
}

JsonArray::Ptr fields_json(const StreamRule& stream) {
  JsonArray::Ptr fields(new JsonArray);
  for (const RecordField& field : stream.fields) {
    auto one = object();
    one->set("name", field.name);
    one->set("type", to_text(field.type));
    one->set("title", field.title);
    one->set("pii", field.pii);
    fields->add(one);
  }
  return fields;
}

JsonArray::Ptr consents_json(const Manifest& manifest) {
  JsonArray::Ptr consents(new JsonArray);
  for (const ManifestRegion& region : manifest.regions)
    for (const ManifestConsent& consent : region.consents) {
      const ConsentTexts texts = manifest.consent_texts(&consent);
      auto one = object();
      one->set("id", consent.id);
      one->set("region", region.id);
      one->set("name", consent.name);
      one->set("account", consent.account);
      one->set("authorize_url", consent.authorize_url);
      one->set("revoke_help", texts.revoke_help);
      one->set("pasted_account", texts.pasted_account);
      one->set("switch_login", texts.switch_login);
      consents->add(one);
    }
  return consents;
}

namespace {

void print_consents(const Manifest& manifest) {
  const auto all = consents_json(manifest);
  if (all->empty()) return;
  Table consents(
      {{"CONSENT", "id"}, {"REGION", "region"}, {"NAME", "name"}, {"WITHDRAWN AT", "revoke_help"}});
  for (unsigned i = 0; i < all->size(); ++i)
    consents.add(*all->getObject(i));
  consents.print();
  std::cout << "\n";
}

}  // namespace

void print_manifest(const Manifest& manifest) {
  std::cout << "  regions  " << regions_of(manifest) << "\n  may call ";
  for (const std::string& host : manifest.hosts)
    std::cout << " " << host;
  std::cout << "\n";
  if (!manifest.views.empty()) {
    std::cout << "  views    ";
    for (const ViewRule& view : manifest.views)
      std::cout << " " << view.id;
    std::cout << "\n";
  }
  std::cout << "\n";
  print_consents(manifest);
  Table streams({{"STREAM", "id"}, {"TITLE", "title"}, {"TAGS", "tags"}, {"KEY", "key"}});
  for (const StreamRule& stream : manifest.streams)
    streams.add(*stream_json(stream));
  streams.print();
  if (manifest.settings.empty()) return;
  std::cout << "\n";
  Table settings({{"SETTING", "key"}, {"TAKES", "takes"}, {"DEFAULT", "default"}, {"TITLE", "title"}});
  const auto all = settings_json(manifest);
  for (unsigned i = 0; i < all->size(); ++i)
    settings.add(*all->getObject(i));
  settings.print();
}

void print_stream_fields(const StreamRule& stream) {
  Table fields(
      {{"FIELD", "name"},
       {"TYPE", "type"},
       {"PERSONAL", "", [](const JsonObject& field) { return field.optValue("pii", false) ? "yes" : ""; }},
       {"TITLE", "title"}});
  const auto all = fields_json(stream);
  for (unsigned i = 0; i < all->size(); ++i)
    fields.add(*all->getObject(i));
  fields.print();
}

}  // namespace mooring::host::cli
