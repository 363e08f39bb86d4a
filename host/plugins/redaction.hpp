// The border at which what a plugin says loses the secrets that the host knows, before it becomes a text for people: a
// failure, a notice, a note, a name. Behind it the store, the API and the console hold nothing to hide. Ids, cursors and
// records are data, and stay as they are. Answers of providers have theirs in transport/for_people.hpp. Core executor.
#pragma once
#include "base/log.hpp"
#include "plugins/task.hpp"

namespace mooring::host {

void redact(Failure& failure, const Redactor& redactor);
void redact(TaskAction& action, const Redactor& redactor);

// Tasks whose actions, and refusals to start, have no secrets in what is for people.
class RedactedTasks final : public TaskRunner {
 public:
  RedactedTasks(TaskRunner& tasks, const Redactor& redactor) : tasks_(tasks), redactor_(redactor) {}
  Result<std::unique_ptr<PluginTask>> start(const std::string& channel, const TaskCall& call) override;

 private:
  TaskRunner& tasks_;
  const Redactor& redactor_;
};

}  // namespace mooring::host
