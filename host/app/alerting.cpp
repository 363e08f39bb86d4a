#include "app/alerting.hpp"

namespace mooring::host {
namespace {

CurlMailSender::Security security_of(MailSecurity security) {
  switch (security) {
    case MailSecurity::tls:
      return CurlMailSender::Security::tls;
    case MailSecurity::none:
      return CurlMailSender::Security::none;
    case MailSecurity::starttls:
      break;
  }
  return CurlMailSender::Security::starttls;
}

std::unique_ptr<MailSender> make_mail(const SmtpConfig& smtp, std::function<void(Work)> aside,
                                      Executor& core) {
  if (smtp.host.empty()) return nullptr;
  CurlMailSender::Options options;
  options.host = smtp.host;
  options.port = smtp.port;
  options.security = security_of(smtp.security);
  options.user = smtp.user;
  options.password = smtp.password;
  options.from = smtp.from;
  options.ca_file = smtp.ca_file;
  return std::make_unique<CurlMailSender>(std::move(options), std::move(aside), core);
}

}  // namespace

Alerting::Alerting(const Dependencies& d)
    : logger_(d.logger),
      store_worker_(1, "alerts"),
      mail_worker_(1, "mail"),
      destinations_({d.database, d.vault, d.journal, d.config, d.clock, d.random, d.events, d.logger}),
      mail_(make_mail(
          d.config.smtp, [this](Work work) { mail_worker_.post(std::move(work)); }, d.core)),
      sender_({d.transport, mail_.get(), d.core, d.clock, d.redactor, d.user_agent,
               d.config.alerts.allow_private}),
      engine_({d.database, destinations_, sender_, d.journal, d.registry, d.events, d.core,
               [this](Work work) { store_worker_.post(std::move(work)); }, d.clock, d.random, d.logger,
               d.public_url}) {
  d.redactor.add(d.config.smtp.password);
  for (const DeclaredDestination& one : d.config.alerts.destinations) {
    d.redactor.add(one.url);
    d.redactor.add(one.secret);
  }
}

Alerting::~Alerting() {
  stop();
}

void Alerting::start() {
  if (Status applied = destinations_.apply_declared(); !applied)
    logger_.error("the destinations of the configuration could not be kept",
                  {{"reason", describe(applied.error())}});
  engine_.start();
}

void Alerting::stop() {
  engine_.stop();
  store_worker_.stop();
  if (mail_) mail_->stop();  // else a mail server that is silent would hold up the end of the host
  mail_worker_.stop();
}

}  // namespace mooring::host
