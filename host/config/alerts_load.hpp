// Reads [alerts] and [smtp], and checks what must hold between their keys. Internal to config/.
#pragma once
#include <functional>
#include <string>

#include "config/alerts_config.hpp"
#include "config/config_table.hpp"

namespace mooring::host {

void read_alerts(ConfigTable& table, AlertsConfig& out);
void read_smtp(ConfigTable& table, SmtpConfig& out);

using ReportProblem =
    std::function<void(const std::string& key, const std::string& message, const std::string& hint)>;
void check_alerts(const AlertsConfig& alerts, SmtpConfig& smtp, const ReportProblem& problem);

}  // namespace mooring::host
