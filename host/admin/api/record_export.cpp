// The records that match, as a file: read page by page while it is sent, so that no size holds memory or a read session.
#include <algorithm>

#include "admin/api/export_place.hpp"
#include "admin/api/handlers.hpp"
#include "admin/api/record_lines.hpp"
#include "admin/api/record_request.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

struct Wanted {
  RecordRequest request;
  bool csv = true;
  std::vector<std::string> names;  // of columns; empty: all
};

Result<std::vector<std::string>> column_names(const Call& call, const RecordTable& table) {
  std::vector<std::string> names;
  const std::string text = call.query("columns");
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    const std::string name = text.substr(at, end - at);
    at = end + 1;
    if (!record_column(table, name))
      return fail("parameter_invalid", "There is no column '" + clean_line(name, limits::kNameBytesMax) + "'",
                  "GET /api/v1/plugins lists the fields of a stream");
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Result<Wanted> wanted_of(const Call& call) {
  auto request = read_record_request(call);
  if (!request) return fail(request.error());
  Wanted wanted{std::move(*request), call.query("format") == "csv", {}};
  if (!wanted.csv && call.query("format") != "ndjson")
    return fail("parameter_invalid", "format is neither csv nor ndjson", "Add format=csv or format=ndjson");
  auto names = column_names(call, wanted.request.table);
  if (!names) return fail(names.error());
  wanted.names = std::move(*names);
  RecordQuery& query = wanted.request.query;
  query.count = false;
  query.after.clear();
  query.limit = query.sort.empty() ? limits::kRecordExportChunkRows : limits::kSortedExportChunkRows;
  return wanted;
}

Status check_size(const Call& call, const Wanted& wanted) {
  const bool sorted = !wanted.request.query.sort.empty();
  const size_t most = sorted ? limits::kSortedExportRowsMax : limits::kRecordExportRowsMax;
  bool more = false;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto found =
        more_records_than(session, wanted.request.table, wanted.request.query, static_cast<int64_t>(most));
    if (!found) return fail(found.error());
    more = *found;
    return {};
  });
  if (!read || !more) return read;
  return fail("export_too_large", "There are more than " + std::to_string(most) + " records",
              sorted ? "Filter them, or leave the order out" : "Filter them, for example by a range of time");
}

// Writes what is wanted, chunk by chunk. false: broken off.
class Exporter {
 public:
  Exporter(Admin& admin, Wanted wanted) : admin_(admin), wanted_(std::move(wanted)) {}

  bool write_all(const http::Write& write) {
    bool first = true;
    do {
      RecordPage page;
      if (Status read = read_page(page); !read) {
        admin_.d.logger.warning("export of records broke off", {{"reason", describe(read.error())}});
        return false;
      }
      if (!write(lines_of(page, first))) return false;
      first = false;
      wanted_.request.query.after = page.next;
    } while (!wanted_.request.query.after.empty());
    return true;
  }

 private:
  Status read_page(RecordPage& page) {
    return admin_.d.database.read([&](Session& session) -> Status {
      auto found = query_records(session, wanted_.request.table, wanted_.request.query);
      if (!found) return fail(found.error());
      page = std::move(*found);
      return {};
    });
  }

  void choose_columns(const RecordPage& page) {
    for (const std::string& name : wanted_.names.empty() ? page.columns : wanted_.names) {
      const auto at = std::find(page.columns.begin(), page.columns.end(), name);
      positions_.push_back(static_cast<size_t>(at - page.columns.begin()));
      columns_.push_back(answer_column(wanted_.request.table, name));
    }
  }

  std::string lines_of(const RecordPage& page, bool first) {
    if (first) choose_columns(page);
    std::string lines = first && wanted_.csv ? record_csv_titles(columns_) : "";
    for (const auto& row : page.rows) {
      RecordCells cells;
      for (const size_t position : positions_)
        cells.push_back(row[position]);
      lines += wanted_.csv ? record_csv_line(columns_, cells) : record_json_line(columns_, cells);
    }
    return lines;
  }

  Admin& admin_;
  Wanted wanted_;
  std::vector<RecordField> columns_;
  std::vector<size_t> positions_;
};

}  // namespace

Answer export_records(Call& call) {
  auto wanted = wanted_of(call);
  if (!wanted) return refuse(wanted.error());
  auto place = take_export_place(call.admin);
  if (!place) return refuse_export();
  if (Status fits = check_size(call, *wanted); !fits) return refuse(fits.error());
  http::Response response;
  const std::string ending = wanted->csv ? "csv" : "ndjson";
  response.set("Content-Type", wanted->csv ? "text/csv; charset=utf-8" : "application/x-ndjson");
  response.set("Content-Disposition",
               "attachment; filename=\"" + wanted->request.table.name() + "." + ending + "\"");
  auto exporter = std::make_shared<Exporter>(call.admin, std::move(*wanted));
  response.stream = [exporter, place](const http::Write& write) { return exporter->write_all(write); };
  return response;
}

}  // namespace mooring::host::admin
