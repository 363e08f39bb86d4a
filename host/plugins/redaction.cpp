#include "plugins/redaction.hpp"

#include <utility>

namespace mooring::host {
namespace {

void redact(std::string& text, const Redactor& redactor) {
  if (!text.empty()) text = redactor.redact(text);
}

void redact(NoticeAction& notice, const Redactor& redactor) {
  for (std::string* text : {&notice.message, &notice.endpoint, &notice.request_id})
    redact(*text, redactor);
}

void redact(IdentityAction& identity, const Redactor& redactor) {
  redact(identity.account_name, redactor);
  for (IdentityMarketplace& marketplace : identity.marketplaces) {
    redact(marketplace.name, redactor);
    redact(marketplace.note, redactor);
  }
  for (IdentityPermission& permission : identity.permissions)
    redact(permission.note, redactor);
}

class RedactedTask final : public PluginTask {
 public:
  RedactedTask(std::unique_ptr<PluginTask> task, const Redactor& redactor)
      : task_(std::move(task)), redactor_(redactor) {}
  void resume(TaskEvent event, std::function<void(TaskAction)> on_action) override {
    task_->resume(std::move(event),
                  [&redactor = redactor_, on_action = std::move(on_action)](TaskAction action) {
                    host::redact(action, redactor);
                    on_action(std::move(action));
                  });
  }

 private:
  std::unique_ptr<PluginTask> task_;
  const Redactor& redactor_;
};

}  // namespace

void redact(Failure& failure, const Redactor& redactor) {
  for (std::string* text : {&failure.message, &failure.endpoint, &failure.request_id})
    redact(*text, redactor);
}

void redact(TaskAction& action, const Redactor& redactor) {
  if (auto* failed = std::get_if<FailAction>(&action)) redact(failed->failure, redactor);
  if (auto* notice = std::get_if<NoticeAction>(&action)) redact(*notice, redactor);
  if (auto* progress = std::get_if<ProgressAction>(&action)) redact(progress->note, redactor);
  if (auto* sleep = std::get_if<SleepAction>(&action)) redact(sleep->what, redactor);
  if (auto* identity = std::get_if<IdentityAction>(&action)) redact(*identity, redactor);
}

Result<std::unique_ptr<PluginTask>> RedactedTasks::start(const std::string& channel, const TaskCall& call) {
  auto task = tasks_.start(channel, call);
  if (!task)
    return fail(task.error().code, redactor_.redact(task.error().message),
                redactor_.redact(task.error().hint));
  return std::make_unique<RedactedTask>(std::move(*task), redactor_);
}

}  // namespace mooring::host
