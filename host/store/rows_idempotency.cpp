#include "store/rows_idempotency.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<IdempotencyRow> {
  static constexpr const char* kNames =
      "caller, key, request_hash, process, status, withheld, headers, answer, created_at";
  static void each(auto& row, auto&& column) {
    column(row.caller), column(row.key), column(row.request_hash), column(row.process), column(row.status);
    column(row.withheld), column(row.headers), column(row.answer), column(row.created_at);
  }
};

std::optional<IdempotencyRow> find_idempotency_key(Session& session, const std::string& caller,
                                                   const std::string& key) {
  return select<IdempotencyRow>(session, "idempotency_keys")
      .where("caller = ?", caller)
      .where("key = ?", key)
      .first<IdempotencyRow>();
}

void insert_idempotency_key(Session& session, const IdempotencyRow& row) {
  insert(session, "idempotency_keys", row).run();
}

void answer_idempotency_key(Session& session, const IdempotencyRow& row) {
  update(session, "idempotency_keys", row).where("caller = ?", row.caller).where("key = ?", row.key).run();
}

void delete_idempotency_key(Session& session, const std::string& caller, const std::string& key) {
  Query(session, "DELETE FROM idempotency_keys").where("caller = ?", caller).where("key = ?", key).run();
}

void tidy_idempotency_keys(Session& session, const std::string& caller, Timestamp before, int64_t keys_max,
                           int64_t at_once) {
  Query(
      session,
      "DELETE FROM idempotency_keys WHERE rowid IN (SELECT rowid FROM idempotency_keys WHERE created_at < ? "
      "ORDER BY created_at LIMIT ?)")
      .bind(before)
      .bind(at_once)
      .run();
  Query(session,
        "DELETE FROM idempotency_keys WHERE rowid IN (SELECT rowid FROM idempotency_keys WHERE caller = ? "
        "ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?)")
      .bind(caller)
      .bind(at_once)
      .bind(keys_max)
      .run();
}

size_t delete_idempotency_keys_before(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM idempotency_keys").where("created_at < ?", before).run();
}

size_t delete_idempotency_keys_naming(Session& session, const std::string& id) {
  return Query(session, "DELETE FROM idempotency_keys WHERE instr(answer, ?) > 0 OR instr(headers, ?) > 0")
      .bind(id)
      .bind(id)
      .run();
}

}  // namespace mooring::host::rows
