export {
  applicationNotification,
  GLOBAL,
  type NotificationLevel,
  notificationSchema,
  presentNotification,
  saveNotification,
  saveNotifications,
} from './notification.ts'
