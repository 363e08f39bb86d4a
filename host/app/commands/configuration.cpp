// `mooring config show`: the configuration in force and where each value comes from; needs no running host.
#include <iostream>
#include <memory>
#include <optional>

#include "app/cli/command_set.hpp"
#include "app/cli/output.hpp"
#include "base/text.hpp"
#include "config/effective.hpp"

namespace mooring::host::cli {
namespace {

JsonObject::Ptr to_object(const EffectiveKey& key) {
  JsonObject::Ptr item(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
  item->set("key", key.key);
  item->set("value", key.value);
  item->set("secret", key.secret);
  item->set("source", std::string(to_text(key.source)));
  item->set("from", from_text(key));
  return item;
}

// A part that the configuration may have, though nothing is set there, is no mistake.
std::optional<std::string> wrong_part(const std::string& part) {
  const auto& known = config_parts();
  for (const std::string& one : known)
    if (contains_ignoring_case(one, part)) return std::nullopt;
  std::string all;
  for (const std::string& one : known)
    all += (all.empty() ? "" : ", ") + one;
  const auto near = nearest(part, known);
  return "no key of the configuration has '" + clean_line(part, 80) + "' in its name. " +
         (near ? "Did you mean '" + *near + "'? " : "") + "The parts are " + all;
}

int show(const CommandOptions& options, const std::string& part) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  Table table({{"KEY", "key"}, {"VALUE", "value"}, {"FROM", "from"}});
  JsonArray::Ptr all(new JsonArray);
  size_t found = 0;
  for (const EffectiveKey& key : effective_keys(*config)) {
    if (!contains_ignoring_case(key.key, part)) continue;
    ++found;
    const auto item = to_object(key);
    if (options.ndjson)
      print_json(item);
    else if (options.json)
      all->add(item);
    else
      table.add(*item);
  }
  if (found == 0)
    if (const auto wrong = wrong_part(part)) return complain_usage(*wrong);
  if (options.json && !options.ndjson) print_json(all);
  table.print();
  if (found == 0 && !options.json && !options.ndjson) std::cout << "Nothing is set there.\n";
  return kExitOk;
}

}  // namespace

void add_configuration_commands(CommandSet& set) {
  CLI::App& group = set.group("config", "The configuration in force");
  auto part = std::make_shared<std::string>();
  set.add_list(group, "show", "Every key with its value and where that comes from; secrets are never shown",
               [part](const CommandOptions& options) { return show(options, *part); })
      .add_option("part", *part, "Only keys with this in their name");
}

}  // namespace mooring::host::cli
