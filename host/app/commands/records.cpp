// `mooring records <channel> <stream>`: looks at records, or writes those that match as CSV or NDJSON.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host::cli {
namespace {

constexpr size_t kShownDefault = 20;
constexpr size_t kColumnsShownMax = 8;  // of a table, unless they are named

struct RecordsInput {
  std::string channel, stream, connection, marketplace, text, deleted, sort;
  std::vector<std::string> where, columns;
  size_t at_most = kShownDefault;
  bool csv = false;
};

std::string path_of(const RecordsInput& input, const std::string& rest, Query more) {
  more.insert(more.end(), {{"connection", input.connection},
                           {"marketplace", input.marketplace},
                           {"text", input.text},
                           {"deleted", input.deleted},
                           {"sort", input.sort}});
  for (const std::string& where : input.where)
    more.emplace_back("where", where);
  return path_with("/api/v1/records/" + url_encode(input.channel) + "/" + url_encode(input.stream) + rest,
                   more);
}

int export_all(const CommandOptions& options, const RecordsInput& input) {
  return with_api(options, [&](ApiClient& api) {
    const std::string path = path_of(
        input, "/export", {{"format", input.csv ? "csv" : "ndjson"}, {"columns", list_text(input.columns)}});
    const Status read = api.download(path, [](const std::string& part) {
      std::cout.write(part.data(), static_cast<std::streamsize>(part.size()));
      return std::cout.good();
    });
    std::cout.flush();
    return read ? kExitOk : complain(read.error());
  });
}

std::vector<Column> columns_of(const JsonObject& answer, const RecordsInput& input) {
  std::vector<Column> columns;
  for (const std::string& name : input.columns)
    columns.push_back({name, "", [name](const JsonObject& row) { return text_at(row, name); }});
  if (!columns.empty()) return columns;
  for (const auto& item : *answer.getArray("columns")) {
    const std::string name = text_at(*item.extract<JsonObject::Ptr>(), "name");
    if (columns.size() < kColumnsShownMax && !name.starts_with('_')) columns.push_back({name, name});
  }
  return columns;
}

void print_table(const JsonObject& answer, const RecordsInput& input) {
  Table table(columns_of(answer, input));
  for (const auto& item : *answer.getArray("items"))
    table.add(*item.extract<JsonObject::Ptr>());
  if (table.empty()) {
    std::cout << "No record matches.\n";
    return;
  }
  table.print();
  const std::string total = text_at(answer, "total");
  std::cerr << answer.getArray("items")->size() << " of " << (total.empty() ? "very many" : total)
            << " records\n";
  if (const std::string slow = text_at(answer, "slow_because"); !slow.empty()) std::cerr << slow << "\n";
}

int show(const CommandOptions& options, const RecordsInput& input) {
  if (input.csv || options.ndjson) return export_all(options, input);
  const std::string path = path_of(input, "", {{"limit", std::to_string(input.at_most)}});
  return ask(options, {"GET", path}, [&](const JsonObject& answer) { print_table(answer, input); });
}

}  // namespace

void add_record_commands(CommandSet& set) {
  auto input = std::make_shared<RecordsInput>();
  CLI::App& command = set.add_list(set.root(), "records", "Records of a stream, newest first or sorted",
                                   [input](const CommandOptions& options) { return show(options, *input); });
  command.add_option("channel", input->channel, "Channel id")->required();
  command.add_option("stream", input->stream, "Stream id")->required();
  command.add_option("--connection", input->connection, "Only of this connection");
  command.add_option("--marketplace", input->marketplace, "Only of this marketplace");
  command.add_option("--text", input->text, "Only those with this text in their key");
  command.add_option("--where", input->where, "column:comparison:value, such as amount:gte:10; repeat it");
  takes_words(command.add_option("--deleted", input->deleted,
                                 "only: those with a deletion mark; without: the others"),
              {"only", "without"});
  command.add_option("--sort", input->sort, "A column; --sort=-amount for descending");
  command.add_option("--column", input->columns, "Show this column; repeat it");
  takes_number(command.add_option("--limit", input->at_most, "How many are shown, at most 200; default 20"),
               1, limits::kPageSizeMax);
  command.add_flag("--csv", input->csv, "Write all that match as CSV");
}

}  // namespace mooring::host::cli
