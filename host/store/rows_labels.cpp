#include "store/rows_labels.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

bool is_label_taken(Session& session, const std::string& label, const std::string& connection_id) {
  return Query(session, "SELECT 1 FROM connections")
      .where("label = ?", label)
      .where("id <> ?", connection_id)
      .first<Poco::Int64>()
      .has_value();
}

}  // namespace mooring::host::rows
