// What a stream needs of another one: the run begins once it was read. It is passed like a setting, by the name that the
// manifest gives it, so that the plugin ABI has no word for it.
#include "base/limits_needs.hpp"
#include "base/text.hpp"
#include "store/known_values.hpp"
#include "sync/run.hpp"

namespace mooring::host {

void Run::give_needs(TaskCall call) {
  const StreamRule& stream = *plan_.stream;
  const RecordTable* table = d_.tables.find(plan_.connection.channel, stream.needs_stream);
  if (!table)
    return fail_run({FailureKind::internal, 0, "", "", "There is no table of '" + stream.needs_stream + "'"});
  auto lines = std::make_shared<std::string>();
  // After the commits of other runs that are on their way, so that nothing of theirs is missed.
  d_.database.post_write(
      [lines, table, connection = plan_.connection.id, marketplace = row_.marketplace,
       field = stream.needs_field](Session& session) -> Status {
        auto values = known_values(session, *table, connection, marketplace, field, limits::kKnownValuesMax);
        if (!values) return fail(values.error());
        *lines = to_lines(*values);
        return {};
      },
      d_.core,
      [weak = weak_from_this(), lines, call = std::move(call)](Status status) mutable {
        auto self = weak.lock();
        if (!self || self->ending_) return;
        if (!status)
          return self->fail_run({FailureKind::internal, 0, "", "",
                                 "What the stream needs could not be read: " + describe(status.error())});
        call.settings.emplace_back(self->plan_.stream->needs(), std::move(*lines));
        self->begin(call);
      });
}

}  // namespace mooring::host
