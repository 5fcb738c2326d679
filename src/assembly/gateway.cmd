@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Starts the Notification Gateway from an unpacked distribution. Needs Java 17 or newer.
setlocal
for %%I in ("%~dp0..") do set "HOME_DIR=%%~fI"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -Xmx512m -XX:NewRatio=1 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true %GATEWAY_JAVA_OPTS% ^
  "-Dlog4j2.configurationFile=%HOME_DIR%\config\log4j2.xml" "-Dgateway.default-home=%HOME_DIR%" ^
  -cp "%HOME_DIR%\lib\*;%HOME_DIR%\lib\ext\*" org.notificationgateway.NotificationGateway %*
exit /b %ERRORLEVEL%
