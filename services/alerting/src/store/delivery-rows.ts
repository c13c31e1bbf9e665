import type { AlertStatus } from '#domain/alert';
import type { Notification } from '#domain/notification';

export type DeliveryState = 'pending' | 'sending' | 'sent' | 'dead';

export interface DeliveryRow {
  id: string;
  /** bigint */
  seq: string;
  group_id: string;
  tenant: string;
  channel: string;
  state: DeliveryState;
  attempts: number;
  /** bigint */
  epoch: string;
  next_at: Date;
  notification: Notification;
  alert_ids: string[];
  status: AlertStatus;
  done: string[];
  last_error: string;
  trace_parent: string;
  trace_links: string[];
  created_at: Date;
  sent_at: Date | null;
  dead_at: Date | null;
}
