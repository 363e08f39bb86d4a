// The calls of incidents and alerts.
import { call } from "./api_client";
import type {
  AlertDelivery, AlertDestination, AlertOutcome, AlertPreview, AlertRules, DestinationKind, Incident, IncidentDetails,
} from "./alert_types";
import type { Page } from "./api_types";

export interface DestinationFields {
  name: string;
  url?: string; // of a webhook or of Slack; left out: as it is
  to?: string[];
  enabled?: boolean;
  rules: AlertRules;
}

export const alert_api = {
  incidents: (query: { state?: string | undefined; cursor?: string | undefined; limit?: number } = {}) =>
    call<Page<Incident>>("GET", "/incidents", { query }),
  incident: (id: string) => call<IncidentDetails>("GET", `/incidents/${encodeURIComponent(id)}`),
  destinations: () => call<Page<AlertDestination>>("GET", "/alert-destinations"),
  create: (kind: DestinationKind, fields: DestinationFields) =>
    call<AlertDestination>("POST", "/alert-destinations", { body: { kind, ...fields } }),
  change: (destination: AlertDestination, fields: Partial<DestinationFields>) =>
    call<AlertDestination>("PATCH", `/alert-destinations/${encodeURIComponent(destination.id)}`, { body: fields, version: destination.version }),
  remove: (id: string) => call<void>("DELETE", `/alert-destinations/${encodeURIComponent(id)}`),
  test: (id: string) => call<AlertOutcome>("POST", `/alert-destinations/${encodeURIComponent(id)}/test`),
  rotate_secret: (id: string) => call<AlertDestination>("POST", `/alert-destinations/${encodeURIComponent(id)}/rotate-secret`),
  preview: (kind: DestinationKind, alert: string) => call<AlertPreview>("GET", "/alert-previews", { query: { kind, alert } }),
  deliveries: (query: { destination?: string | undefined; state?: string | undefined; cursor?: string | undefined }) =>
    call<Page<AlertDelivery>>("GET", "/alert-deliveries", { query }),
  retry: (id: string) => call<AlertDelivery>("POST", `/alert-deliveries/${encodeURIComponent(id)}/retry`),
};
