// The reports that are tables: a maker for each type, and what a host must hold of them. Pure, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seller/oracle.hpp"
#include "seller/reports.hpp"

namespace mooring::amazon_simulator::seller {

// listings_report.cpp
std::optional<ReportText> make_listings(const ReportQuestion& question);
void tell_listings(const OracleQuery& query, std::string& out);
// listings_headers.cpp
std::vector<std::string_view> listings_header(std::string_view country_code, bool is_english);

// settlement_report.cpp; since and until of the oracle mean when Amazon made the report.
std::vector<MadeReport> made_settlements(const ReportQuestion& question);
std::optional<ReportText> make_settlement(const ReportQuestion& question);
void tell_settlements(const OracleQuery& query, std::string& out);
void tell_settlement_lines(const OracleQuery& query, std::string& out);

// fba_reports.cpp
std::optional<ReportText> make_fba_returns(const ReportQuestion& question);
std::optional<ReportText> make_fba_reimbursements(const ReportQuestion& question);
void tell_fba_returns(const OracleQuery& query, std::string& out);
void tell_fba_reimbursements(const OracleQuery& query, std::string& out);

// merchant_returns_report.cpp
std::optional<ReportText> make_merchant_returns(const ReportQuestion& question);
void tell_merchant_returns(const OracleQuery& query, std::string& out);

// inventory_ledger_report.cpp
std::string refuse_inventory_ledger(const ReportQuestion& question);
std::optional<ReportText> make_inventory_ledger(const ReportQuestion& question);
void tell_inventory_ledger(const OracleQuery& query, std::string& out);

}  // namespace mooring::amazon_simulator::seller
